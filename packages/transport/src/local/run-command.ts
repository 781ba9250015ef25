import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { constants } from "node:os";

import { AppError } from "@postern/domain";
import type { Clock, CommandRequest, CommandResult } from "@postern/domain";

import { errorCode } from "./file-error.ts";
import { OutputCollector } from "./output-collector.ts";

const defaultMaxOutputBytes = 1024 * 1024;
const defaultKillGraceMs = 2_000;
/** How long output may still trickle in after the program itself has ended. */
const drainMs = 2_000;

export interface RunCommandOptions {
  readonly clock: Clock;
  /** Used where the command names none. Absolute. */
  readonly workDir: string;
  /** The whole environment of the program; default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Between TERM and KILL, when the time is up. Default 2 s. */
  readonly killGraceMs?: number;
  /** Ends the program with its children, as the deadline does. Its reason, an `AppError`, is what `runCommand` throws then. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one program to its end, without a shell, as the leader of its own process group.
 *
 * A program that leaves children behind which hold its output does not delay the answer.
 *
 * @throws command.not_started when the program does not exist or may not be executed, or the folder is missing.
 * @throws command.timeout when it took longer; the whole group was ended, its effects may remain.
 */
export async function runCommand(command: CommandRequest, options: RunCommandOptions): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const workDir = command.workDir ?? options.workDir;
  const child = await start(command, { ...options, workDir });
  const maxOutputBytes = command.maxOutputBytes ?? defaultMaxOutputBytes;
  const stdout = new OutputCollector(maxOutputBytes);
  const stderr = new OutputCollector(maxOutputBytes);
  child.stdout?.on("data", (bytes: Buffer) => stdout.add(bytes));
  child.stderr?.on("data", (bytes: Buffer) => stderr.add(bytes));
  feed(child, command.stdin);

  const exitCode = await waitForEnd(child, command, options);
  const isCut = stdout.isCut || stderr.isCut;
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), ...(isCut ? { isCut } : {}) };
}

/**
 * Forking costs time in proportion to the memory of this process and holds up its event loop meanwhile,
 * so a small process such as the agent is the better place for many commands.
 */
async function start(command: CommandRequest, options: RunCommandOptions): Promise<ChildProcess> {
  const [program, ...rest] = command.words;
  try {
    const child = spawn(program, rest, {
      cwd: options.workDir,
      detached: true,
      stdio: [command.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    return child;
  } catch (error) {
    throw notStarted(program, options.workDir, error);
  }
}

function notStarted(program: string, workDir: string, error: unknown): AppError {
  const code = errorCode(error);
  const name = program.replaceAll("\0", "");
  // spawn says ENOENT for a missing folder too.
  if (!isDirectory(workDir))
    return new AppError("command.not_started", `Cannot run ${name} in ${workDir}: no such folder.`, { cause: error });
  const why: Readonly<Record<string, string>> = {
    ENOENT: "no such program",
    EACCES: "not executable, or the folder may not be entered",
    ENOEXEC: "it is not a program of this machine",
    E2BIG: "its arguments are too long",
    EAGAIN: "too many processes are running",
    ENOMEM: "not enough memory",
    ERR_INVALID_ARG_VALUE: "its arguments contain a NUL character",
  };
  return new AppError("command.not_started", `Cannot run ${name}: ${why[code ?? ""] ?? code ?? "unknown reason"}.`, { cause: error });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function feed(child: ChildProcess, stdin: string | undefined): void {
  if (child.stdin === null) return;
  // A program may end without reading all of it: its exit code tells, not the broken pipe.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
}

/** When the program ended, and when nobody holds its output any more. */
interface Ending {
  readonly exited: Promise<number>;
  readonly closed: Promise<unknown>;
}

// Called in the same turn as the start, so that no event is missed.
function endingOf(child: ChildProcess): Ending {
  return {
    exited: new Promise((resolve) => child.once("exit", (code, signal) => resolve(exitCodeOf(code, signal)))),
    closed: new Promise((resolve) => child.once("close", resolve)),
  };
}

/** The exit code, once the program has ended and its output is complete. Throws why it was stopped, if it was. */
async function waitForEnd(child: ChildProcess, command: CommandRequest, options: RunCommandOptions): Promise<number> {
  const { exited, closed } = endingOf(child);
  const { clock, signal } = options;
  const settled = new AbortController();
  try {
    const stop = signal === undefined ? settled.signal : AbortSignal.any([settled.signal, signal]);
    const hasExited = await Promise.race([exited.then(() => true), clock.sleep(command.timeoutMs, stop).then(() => false)]);
    if (hasExited) {
      await Promise.race([closed, clock.sleep(drainMs, settled.signal)]);
      return await exited;
    }
    const reason: unknown = signal?.aborted === true ? signal.reason : timeoutError(command);
    signalGroup(child, "SIGTERM");
    await Promise.race([exited, clock.sleep(options.killGraceMs ?? defaultKillGraceMs, settled.signal)]);
    // Also when the leader has ended: what is left of its group had the same time to do so.
    signalGroup(child, "SIGKILL");
    // A process that waits for a dead file server does not even die of KILL: the caller must not wait with it.
    await Promise.race([closed, clock.sleep(drainMs, settled.signal)]);
    throw reason;
  } finally {
    settled.abort();
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

function timeoutError(command: CommandRequest): AppError {
  const seconds = command.timeoutMs / 1000;
  return new AppError("command.timeout", `${command.words[0]} took longer than ${String(seconds)} s and was ended.`);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}
