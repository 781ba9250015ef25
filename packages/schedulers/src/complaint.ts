import type { CommandResult } from "@postern/domain";

/** What a failed command said, in one line. */
export function complaint(result: CommandResult): string {
  const words = `${result.stderr}\n${result.stdout}`
    .trim()
    .slice(0, 4000)
    .replaceAll(/\s*\n\s*/g, "; ");
  return words === "" ? `exit code ${String(result.exitCode)}` : words.slice(0, 1000);
}
