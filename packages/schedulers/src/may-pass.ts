import type { CommandResult } from "@postern/domain";

/** As shells say that a program is not there, or may not be started. */
const notStarted: readonly number[] = [126, 127];

/** Whether a question without an answer may be answered in a moment: its program is there, and the scheduler behind it is not. */
export function mayPass({ exitCode }: CommandResult): boolean {
  return !notStarted.includes(exitCode);
}
