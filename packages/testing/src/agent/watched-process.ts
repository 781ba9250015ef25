import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface AgentProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it said on stderr, line by line. */
  readonly lines: readonly string[];
  readonly exitCode: number | null | undefined;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; `null` when a signal ended it. */
  untilExit(): Promise<number | null>;
}

export interface WatchedCommand {
  readonly words: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a program whose stderr tells what it does. Disposing kills it. */
export async function startWatched({ words, cwd, env }: WatchedCommand): Promise<AgentProcess> {
  const [program = "", ...rest] = words;
  const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  let exitCode: number | null | undefined;
  const exit = new Promise<number | null>((resolve) => {
    // `close` comes after the last line was read.
    child.once("close", (code) => {
      exitCode = code;
      resolve(code);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  return {
    pid: child.pid ?? 0,
    lines,
    get exitCode() {
      return exitCode;
    },
    kill: (signal) => child.kill(signal),
    untilExit: () => exit,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
