/**
 * What a piece of an answer is, by where it stands:
 *
 * - `id`: one name, such as a person, an account, a queue, a host or a job. It gets a stand-in whatever it says, and is known from then on.
 * - `name`: something with names in it, such as a path or a list. It gets stand-ins whatever it says.
 * - `word`: the scheduler's own word, such as a state. It stays even when somebody is called so.
 * - `text`: anything else. What no scheduler is known to say gets a stand-in.
 */
export type Standing = "id" | "name" | "word" | "text";

/** Where something stands in an answer. */
export interface NamePlace {
  /** With the flags `d` and `g`. A group whose name begins with `id`, `name`, `word` or `text` stands so; `key` is a word, and `value` is what `standing` says. */
  readonly pattern: RegExp;
  readonly standing?: (key: string) => Standing;
}

/** How one program answers. Where two places overlap, the first one counts. */
export interface AnswerForm {
  readonly places: readonly NamePlace[];
  /** What breaks a long line in two, with the flag `g`: a name may be broken by it. */
  readonly folds?: RegExp;
}

/** How a scheduler answers: what its programs print on stdout, and what any of them says when something is wrong. */
export interface SchedulerForms {
  readonly programs: Readonly<Partial<Record<string, AnswerForm>>>;
  readonly messages: readonly NamePlace[];
}

/** `<key>` and `<value>` of a field: names unless the key is listed, so that a field that nobody thought of leaks nothing. */
export function fieldStandings(keys: { readonly ids: RegExp; readonly words: RegExp; readonly texts: RegExp }): (key: string) => Standing {
  return (key) => {
    if (keys.words.test(key)) return "word";
    if (keys.ids.test(key)) return "id";
    return keys.texts.test(key) ? "text" : "name";
  };
}

/** In every answer: addresses of mail, queues on a host, and paths. */
const everywhere: readonly NamePlace[] = [
  { pattern: /(?<![\p{L}\p{N}_.+-])(?<id>[\p{L}\p{N}_.+-]+@[\p{L}\p{N}_.-]+)/dgu },
  { pattern: /(?<![\p{L}\p{N}_<.])(?<name>(?:\/[^\s/:;,'"<>()=|]+)+)/dgu },
];

/** What a scheduler prints where there is nothing. */
const nothings: ReadonlySet<string> = new Set(["", "-", "(null)", "NONE", "N/A"]);
const emptyLists: ReadonlySet<string> = new Set([...nothings, "None", "n/a", "UNDEFINED", "none"]);

/** How each letter of a text stands. */
export function standingsOf(text: string, places: readonly NamePlace[]): readonly Standing[] {
  const standings = Array.from({ length: text.length }, (): Standing | undefined => undefined);
  for (const { pattern, standing } of places) for (const match of text.matchAll(pattern)) mark(match, standing, standings);
  // What is text by its place may hold these.
  standings.forEach((one, at) => {
    if (one === "text") standings[at] = undefined;
  });
  for (const { pattern } of everywhere) for (const match of text.matchAll(pattern)) mark(match, undefined, standings);
  return standings.map((one) => one ?? "text");
}

function mark(match: RegExpExecArray, standing: NamePlace["standing"], standings: (Standing | undefined)[]): void {
  const of = (group: string): Standing => (group === "value" ? standingOfValue(match, standing) : standingOfGroup(group));
  for (const [group, span] of Object.entries(match.indices?.groups ?? {})) {
    const [from, to] = span ?? [0, 0];
    const as = unlessNothing(match.input.slice(from, to), of(group));
    for (let at = from; at < to; at += 1) standings[at] ??= as;
  }
}

function standingOfValue({ groups }: RegExpExecArray, standing: NamePlace["standing"]): Standing {
  return standing?.(groups?.["key"] ?? "") ?? "name";
}

function standingOfGroup(group: string): Standing {
  if (group === "key") return "word";
  return (["id", "name", "text", "word"] as const).find((one) => group.startsWith(one)) ?? "text";
}

function unlessNothing(said: string, standing: Standing): Standing {
  if (standing === "id" && nothings.has(said.trim())) return "word";
  return standing === "name" && emptyLists.has(said.trim()) ? "word" : standing;
}
