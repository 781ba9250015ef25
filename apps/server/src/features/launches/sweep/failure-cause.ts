const longest = 500;
const errorBegins =
  /^(?:ERROR ~ |ERROR: |Error executing process|Exception in thread|Caused by:|Unknown option|No such file|Cannot find|Missing )/;
/** The launcher says of every job when it begins and ends. */
const announcement = /^postern: run \S+ (?:started on|ended at) /;
/** What every Nextflow prints, whatever happens. */
const noise = /^\s*(?:N E X T F L O W|Launching |executor >|\[[0-9a-f]{2}\/[0-9a-f]{6}\]|\[skipped|WARN: |-- Check |Picked up |$)/;

/**
 * The lines of console output that say best why a run failed, as one text of at most 500 characters.
 * `undefined` when there is nothing but noise.
 */
export function failureCause(consoleText: string): string | undefined {
  const printed = consoleText.split(/\r?\n/).map((line) => stripColours(line).trimEnd());
  const lines = printed.filter((line) => !announcement.test(line));
  const ours = lines.findLast((line) => line.startsWith("postern: "));
  if (ours !== undefined) return sentence(ours.slice("postern: ".length));
  const start = lines.findIndex((line) => errorBegins.test(line));
  const told = start === -1 ? lines.filter((line) => !noise.test(line)).slice(-3) : paragraphsFrom(lines.slice(start));
  const text = told.join("\n").trim();
  return text === "" ? undefined : shorten(text);
}

/** An error of Nextflow is a headline, then a cause; what was executed and where is in the console for who wants it. */
function paragraphsFrom(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex(
    (line, index) => index > 0 && /^\s*(?:Command executed|Command exit status|Work dir|Tip:|-- Check)/.test(line),
  );
  const told = (end === -1 ? lines : lines.slice(0, end)).filter((line) => line.trim() !== "");
  return told.slice(0, 8).map((line) => line.replace(/^ERROR ~ /, ""));
}

function stripColours(line: string): string {
  // The escape character begins them; it is meant here.
  // oxlint-disable-next-line no-control-regex -- terminal colours begin with it
  return line.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, "");
}

function sentence(text: string): string {
  const shown = shorten(text);
  return `${shown.charAt(0).toUpperCase()}${shown.slice(1)}${/[.!?…]$/.test(shown) ? "" : "."}`;
}

function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}
