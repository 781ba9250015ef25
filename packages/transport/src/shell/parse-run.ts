import { AppError } from "@postern/domain";

import { AnswerLines, readCount, spoilt } from "./answer-lines.ts";
import type { ShellCommand, ShellResult } from "./shell-port.ts";

/** What became of a run. `kept`: its output is still on the cluster, and has to be fetched. */
export type RunAnswer =
  | { readonly output: "here"; readonly result: ShellResult }
  | {
      readonly output: "kept";
      readonly exitCode: number;
      readonly stdoutBytes: number;
      readonly stderrBytes: number;
      readonly isCut: boolean;
    };

/**
 * Reads what the script of `renderRun` printed.
 *
 * @throws command.timeout, command.not_started
 * @throws agent.gone when the answer is half, spoilt, or somebody else's. The act may have happened.
 */
export function parseRun(bytes: Uint8Array, token: string, command: ShellCommand): RunAnswer {
  const lines = new AnswerLines(bytes, token);
  const [state = "", ...rest] = lines.readMarked();
  if (state !== "done") throw failureOf(state, rest, command);
  const [exit, stdoutSize, stderrSize, whole, place] = rest;
  const exitCode = readCount(exit);
  if (exitCode > 255) throw spoilt("an exit code is too large");
  const stdoutBytes = readCount(stdoutSize);
  const stderrBytes = readCount(stderrSize);
  const { maxOutputBytes } = command;
  const isCut = whole !== "whole" || stdoutBytes > maxOutputBytes || stderrBytes > maxOutputBytes;
  if (place === "kept") {
    const bounded = (sizeBytes: number): number => Math.min(sizeBytes, maxOutputBytes);
    return { output: "kept", exitCode, stdoutBytes: bounded(stdoutBytes), stderrBytes: bounded(stderrBytes), isCut };
  }
  const stdout = lines.readBytes(stdoutBytes).subarray(0, maxOutputBytes);
  expectWord(lines, "stderr");
  const stderr = lines.readBytes(stderrBytes).subarray(0, maxOutputBytes);
  expectWord(lines, "end");
  return { output: "here", result: { exitCode, stdout, stderr, isCut } };
}

/** @throws agent.gone when the next marked line says something else. */
export function expectWord(lines: AnswerLines, wanted: string): void {
  const [word] = lines.readMarked();
  if (word !== wanted) throw spoilt(`the line "${wanted}" is missing`);
}

function failureOf(state: string, rest: readonly string[], { words, workDir, timeoutMs }: ShellCommand): AppError {
  const [program] = words;
  const notStarted = (why: string): AppError => new AppError("command.not_started", `Cannot run ${program}${why}.`);
  switch (state) {
    case "late":
      return new AppError("command.timeout", `${program} took longer than ${String(timeoutMs / 1000)} s and was ended.`);
    case "nocd":
      return notStarted(` in ${workDir}: no such folder`);
    case "noexec":
      return notStarted(rest[0] === "127" ? ": no such program" : ": not executable, or the folder may not be entered");
    case "failed":
      return notStarted(`: ${whyNotBegun[rest[0] ?? ""] ?? "the cluster's shell failed"}`);
    default:
      return spoilt("an unknown state");
  }
}

/** Also said by scripts that fetch and carry. */
export const whyNotBegun: Readonly<Record<string, string>> = {
  "no-base64": "the cluster has neither base64 nor openssl",
  "no-folder": "no folder for temporary files could be made in TMPDIR, /tmp, /dev/shm or the home folder of the cluster",
  "no-space": "the cluster's folder for temporary files is full",
};
