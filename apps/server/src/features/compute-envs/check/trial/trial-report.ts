export interface TrialEngine {
  readonly name: string;
  /** As it said it; empty when it said nothing. */
  readonly version: string;
  /** Whether the account may use it, as far as that shows. */
  readonly isOpen: boolean;
}

/** One try to reach this server. */
export interface TrialWay {
  readonly kind: "direct" | "proxy";
  /** `tcp`: only the port was tried. */
  readonly tool: "curl" | "wget" | "tcp";
  readonly exitCode: number;
  readonly said: string;
}

/** A folder of the node, with the room in it. */
export interface TrialRoom {
  /** As an environment would name it, such as `$TMPDIR`; `work` and `chosen` for what it names already. */
  readonly name: string;
  readonly path: string;
  /** As `stat -f` calls it. */
  readonly fileSystem: string;
  readonly device: string;
  readonly freeBytes: number;
}

/** What a trial job saw on its node. */
export interface TrialReport {
  readonly host: string;
  /** By the clock of the node; undefined when it did not say. */
  readonly clockSeconds: number | undefined;
  readonly token: string;
  readonly written: readonly string[];
  readonly absent: readonly string[];
  /** There, and not to be written. */
  readonly closed: readonly string[];
  /** Whether the pre-run script came to its end, or there is none. */
  readonly isPrepared: boolean;
  /** Which module could not be loaded, in words. */
  readonly moduleTrouble: string | undefined;
  /** Of those that head jobs need. */
  readonly programs: readonly string[];
  readonly engines: readonly TrialEngine[];
  readonly ways: readonly TrialWay[];
  /** Folders where the account can write. */
  readonly rooms: readonly TrialRoom[];
  /** Whether what an institution says of its clusters could be fetched; undefined when it was not tried. */
  readonly hasSiteProfile: boolean | undefined;
}

/** `undefined` for what is no whole report. */
export function parseTrialReport(text: string): TrialReport | undefined {
  const lines = text.split("\n").map((line) => /^(?<what>[a-z-]+)\|(?<words>.*)$/.exec(line)?.groups);
  const all = (what: string): readonly string[] => lines.flatMap((line) => (line?.["what"] === what ? [line["words"] ?? ""] : []));
  if (all("end").length === 0) return undefined;
  const closedEngines = all("closed-engine");
  const clock = Number(all("clock")[0]);
  return {
    host: all("host")[0] ?? "",
    clockSeconds: clock > 0 ? clock : undefined,
    token: all("token")[0] ?? "",
    written: all("written"),
    absent: all("absent"),
    closed: all("closed"),
    isPrepared: all("prepared").length > 0,
    programs: all("program").map((words) => words.split(" ")[0] ?? ""),
    engines: all("engine").map((words) => toEngine(words, closedEngines)),
    ways: all("way").flatMap(toWay),
    moduleTrouble: all("unloaded")[0],
    rooms: all("room").flatMap(toRoom),
    hasSiteProfile: all("site").map((code) => code === "0")[0],
  };
}

function toEngine(words: string, closed: readonly string[]): TrialEngine {
  const [name = "", ...version] = words.split(" ");
  return { name, version: version.join(" ").trim().slice(0, 100), isOpen: !closed.includes(name) };
}

function toWay(words: string): readonly TrialWay[] {
  const found = /^(?<kind>direct|proxy) (?<tool>curl|wget|tcp) (?<code>\d+) ?(?<said>.*)$/.exec(words)?.groups;
  if (found === undefined) return [];
  const kind = found["kind"] === "proxy" ? "proxy" : "direct";
  return [{ kind, tool: toTool(found["tool"]), exitCode: Number(found["code"]), said: (found["said"] ?? "").trim().slice(0, 200) }];
}

function toTool(word: string | undefined): TrialWay["tool"] {
  return word === "curl" || word === "wget" ? word : "tcp";
}

/** `<name>|<file system>|<last line of df>|<path>`. Names of devices may hold blanks, so the numbers are found by their neighbours. */
const roomWords =
  /^(?<name>[^|]+)\|(?<fileSystem>[^|]*)\|(?<device>.*?)\s+\d+\s+-?\d+\s+(?<free>-?\d+)\s+(?:\d+%|-)\s+\/[^|]*\|(?<path>\/.*)$/;

function toRoom(words: string): readonly TrialRoom[] {
  const { name = "", fileSystem = "", device = "", free, path = "" } = roomWords.exec(words)?.groups ?? {};
  return free === undefined ? [] : [{ name, fileSystem, device, path, freeBytes: Math.max(0, Number(free)) * 1024 }];
}
