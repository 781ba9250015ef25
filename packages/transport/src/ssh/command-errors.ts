import { AppError } from "@postern/domain";

import type { ShellCommand } from "../shell/shell-port.ts";

/** Nothing has run. `why` goes on after the name of the program. */
export function notStarted({ words }: ShellCommand, why: string): AppError {
  return new AppError("command.not_started", `Cannot run ${words[0]}${why}.`);
}

export function noFolder(command: ShellCommand): AppError {
  return notStarted(command, ` in ${command.workDir}: no such folder`);
}

export function noProgram(command: ShellCommand, isMissing: boolean): AppError {
  return notStarted(command, isMissing ? ": no such program" : ": not executable, or the folder may not be entered");
}

export function tookTooLong({ timeoutMs, words }: ShellCommand, hasEnded: boolean): AppError {
  const became = hasEnded ? "was ended" : "may still run";
  return new AppError("command.timeout", `${words[0]} took longer than ${String(timeoutMs / 1000)} s and ${became}.`);
}

/** It may have run. */
export function answerLost(hostName: string): AppError {
  return new AppError("agent.gone", `The connection to ${hostName} broke while the answer was awaited.`);
}

/** @throws command.not_started for words that no shell can be given. */
export function refuseOddWords(words: readonly [string, ...string[]]): void {
  if (words.some((word) => word.includes("\0"))) {
    throw new AppError("command.not_started", "Cannot run a command whose arguments contain a NUL character.");
  }
  // A shell would read it as an option.
  if (words[0].startsWith("-")) throw new AppError("command.not_started", `Cannot run ${words[0]}: no such program.`);
}
