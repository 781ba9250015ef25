import type { CommandResult, JobSighting } from "@postern/domain";

const prefix = "postern-local|";

/** The lines that our own script printed, without the marker, in order. Whatever else a shell prints is left out. */
export function answerLines(result: CommandResult): readonly string[] {
  return result.stdout.split("\n").flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []));
}

/** What follows `<word>|` on the first line that begins so. */
export function answerOf(lines: readonly string[], word: string): string | undefined {
  return lines.find((line) => line.startsWith(`${word}|`))?.slice(word.length + 1);
}

/** Whether the script came to its end, so that what it did not say is not so. */
export function isComplete(result: CommandResult): boolean {
  return result.exitCode === 0 && result.isCut !== true && answerLines(result).includes("end");
}

/** What went wrong, in one line. */
export function complaint(result: CommandResult): string {
  const said = answerOf(answerLines(result), "nothing") ?? result.stderr.trim().replaceAll(/\s*\n\s*/g, "; ");
  return said === "" ? `exit code ${String(result.exitCode)}` : said.slice(0, 1000);
}

/** `running`, `absent`, `ended|7|reason`, `nothing|reason`. */
export function parseState(text: string): JobSighting {
  const [word = "", first = "", ...rest] = text.split("|");
  if (word === "running") return { seen: "running" };
  if (word === "absent") return { seen: "absent" };
  if (word === "ended" && /^\d+$/.test(first)) return { seen: "ended", exitCode: Number(first), reason: rest.join("|") };
  return { seen: "nothing", reason: word === "nothing" ? [first, ...rest].join("|") : `The state of the job is not readable: ${text}` };
}
