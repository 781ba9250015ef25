import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";

const patienceMs = 20_000;

export interface ProgramStart {
  readonly words: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Receives stdout and stderr, after what is in it already. */
  readonly logFile: string;
  /** Given to the program as its stdin, which then ends. */
  readonly stdin?: string;
}

/** A program of the system under test: it leads a process group of its own, and its output is kept. */
export interface RunningProgram {
  readonly pid: number;
  /** What this process wrote to stdout so far. */
  stdout(): string;
  /** What this process wrote to stdout and stderr so far. */
  output(): string;
  hasEnded(): boolean;
  /** The exit code; `null` when a signal ended it. */
  untilEnd(): Promise<number | null>;
  /** `kill -9`, of this process alone. Resolves when it is gone. */
  kill9(): Promise<void>;
  /** TERM to the whole group, and KILL when that is not enough. */
  stop(): Promise<void>;
}

/** Starts words without a shell. */
export async function startProgram({ words, env, cwd, logFile, stdin }: ProgramStart): Promise<RunningProgram> {
  const [program, ...rest] = words;
  const child = spawn(program, rest, { env, cwd, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const log = createWriteStream(logFile, { flags: "a" });
  let stdout = "";
  let output = "";
  let exitCode: number | null | undefined;
  child.stdout.on("data", (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      output += bytes.toString();
      log.write(bytes);
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    // Not `close`: whatever the program left running may hold its pipes open for long.
    child.once("exit", (code) => {
      exitCode = code;
      resolve(code);
    });
  });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  // A test that is broken off must not leave servers behind.
  const killOnExit = (): void => signalQuietly(-pid, "SIGKILL");
  process.once("exit", killOnExit);
  void ended.then(() => process.off("exit", killOnExit));
  // A program that ends without reading its stdin is no failure of ours.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);

  const stop = async (): Promise<void> => {
    signalQuietly(-pid, "SIGTERM");
    const killer = setTimeout(() => signalQuietly(-pid, "SIGKILL"), patienceMs);
    await ended;
    clearTimeout(killer);
    signalQuietly(-pid, "SIGKILL");
    log.end();
  };
  return {
    pid,
    stdout: () => stdout,
    output: () => output,
    hasEnded: () => exitCode !== undefined,
    untilEnd: () => ended,
    kill9: async () => {
      signalQuietly(pid, "SIGKILL");
      await ended;
    },
    stop,
  };
}

/** Sends a signal; a process that is gone already is no error. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it has ended between the look and the signal.
  }
}
