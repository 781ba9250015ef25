import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { ClientChannel } from "ssh2";

import { whyNotBegun } from "../shell/parse-run.ts";
import type { ShellCommand, ShellResult } from "../shell/shell-port.ts";
import { answerLost, noFolder, noProgram, notStarted, tookTooLong } from "./command-errors.ts";
import { MarkedOutput } from "./marked-output.ts";
import { renderSession } from "./session-script.ts";
import { takeSlowly } from "./take-slowly.ts";

/** Between TERM and KILL on the cluster, and the way back. */
const endingMs = 5_000;
const closingMs = 2_000;

export interface SessionRun {
  /** In which nothing but `sh -s` runs. Used up. */
  readonly session: ClientChannel;
  /** Random letters and digits. */
  readonly token: string;
  readonly command: ShellCommand;
  readonly clock: Clock;
  /** When it aborts, the program is ended; its reason is thrown. */
  readonly signal: AbortSignal;
  /** How the host is called in messages. */
  readonly hostName: string;
  /** Whether the command holds nothing secret, so that what came instead of an answer may be shown: it can be our own script. */
  readonly isPlain?: boolean;
}

/**
 * Runs one program to its end in a session.
 *
 * @throws command.not_started, command.timeout
 * @throws agent.gone when the session ended before the program did. It may have run.
 * @throws ssh.no_shell when something else than a shell read the script. Nothing happened.
 */
export async function runInSession(run: SessionRun): Promise<ShellResult> {
  const { session, token, command, clock, signal } = run;
  const stdout = new MarkedOutput(token, command.maxOutputBytes);
  const stderr = new MarkedOutput(token, command.maxOutputBytes);
  const settled = new AbortController();
  const ending = waitForEnd(session, stdout, stderr);
  takeSlowly(session, clock, () => stdout.uselessBytes);
  takeSlowly(session.stderr, clock, () => stderr.uselessBytes);
  try {
    if (signal.aborted) session.end();
    signal.throwIfAborted();
    session.write(renderSession(command, token));
    const stop = AbortSignal.any([settled.signal, signal]);
    const inTime = await Promise.race([ending.then(() => true), clock.sleep(command.timeoutMs, stop).then(() => false)]);
    if (inTime) return resultOf(run, { stdout, stderr, how: await ending });
    // The leash on the cluster sees it.
    session.end();
    if (signal.aborted) throw signal.reason;
    const how = await Promise.race([ending, clock.sleep(endingMs, stop)]);
    throw how === "ended" && !stdout.hasBegun ? strangeShell(run, stdout, stderr) : tookTooLong(command, how === "told" || how === "ended");
  } finally {
    settled.abort();
    void closeSoon(session, clock);
  }
}

/**
 * The server closes a session by itself once its shell has ended, and only then lets another one in. Closed by us before that, it would
 * count for a while longer. A child that stays behind keeps it open.
 */
async function closeSoon(session: ClientChannel, clock: Clock): Promise<void> {
  const closed = new AbortController();
  session.once("close", () => closed.abort());
  await clock.sleep(closingMs, closed.signal);
  session.close();
}

/** `told` by both outputs, `ended` without, or `broken` off: then nothing is known of the program. */
function waitForEnd(session: ClientChannel, stdout: MarkedOutput, stderr: MarkedOutput): Promise<"told" | "ended" | "broken"> {
  return new Promise((resolve) => {
    let hasExited = false;
    const look = (): void => {
      if (stdout.end !== undefined && stderr.end !== undefined) resolve("told");
    };
    session.once("exit", () => (hasExited = true));
    session.on("data", (bytes: Buffer) => {
      stdout.add(bytes);
      look();
    });
    session.stderr.on("data", (bytes: Buffer) => {
      stderr.add(bytes);
      look();
    });
    session.on("error", () => resolve("broken"));
    session.once("close", () => resolve(hasExited ? "ended" : "broken"));
  });
}

interface Printed {
  readonly stdout: MarkedOutput;
  readonly stderr: MarkedOutput;
  readonly how: "told" | "ended" | "broken";
}

function resultOf(run: SessionRun, { stdout, stderr, how }: Printed): ShellResult {
  if (!stdout.hasBegun && didNothing(run, how)) throw strangeShell(run, stdout, stderr);
  const failure = failureOf(run.command, stdout.end ?? [], stderr.end ?? []);
  if (failure !== undefined) throw failure;
  const exitCode = exitCodeOf(stdout.end ?? [], stderr.end ?? []);
  if (exitCode === undefined) throw answerLost(run.hostName);
  return { exitCode, stdout: stdout.content, stderr: stderr.content, isCut: stdout.isCut || stderr.isCut };
}

/** Of a session that closes without telling how its shell ended, only for what may be asked again: its beginning may have got lost. */
function didNothing({ isPlain }: SessionRun, how: Printed["how"]): boolean {
  return how === "ended" || (how === "broken" && isPlain === true);
}

/** Why the program was not started, or not let to its end, when it was said. */
function failureOf(command: ShellCommand, [state, why = ""]: readonly string[], stderr: readonly string[]): AppError | undefined {
  if (state === "nocd") return noFolder(command);
  if (state === "failed") return notStarted(command, `: ${whyNotBegun[why] ?? "the cluster's shell failed"}`);
  if (state === "short") {
    const reason = "its input did not arrive whole, and the cluster's folder for temporary files may be full";
    return new AppError("agent.gone", `${command.words[0]} was ended on the cluster: ${reason}.`);
  }
  const [said, code] = stderr;
  return said === "noexec" ? noProgram(command, code === "127") : undefined;
}

/** Both outputs must have said that they are whole. */
function exitCodeOf([state, word]: readonly string[], [said]: readonly string[]): number | undefined {
  const code = state === "done" && said === "done" ? Number(word) : Number.NaN;
  return Number.isInteger(code) && code >= 0 && code <= 255 ? code : undefined;
}

function strangeShell({ hostName, isPlain }: SessionRun, stdout: MarkedOutput, stderr: MarkedOutput): AppError {
  const said = `${stdout.noise} ${stderr.noise}`.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
  const told = isPlain === true && said !== "" ? `, and said: ${said}` : ".";
  return new AppError("ssh.no_shell", `${hostName} ran no shell for Postern${told}`);
}
