import { spawn } from "node:child_process";
import { once } from "node:events";

const killAfterMs = 10_000;

/** A program that runs in the foreground as our child, until it is stopped. */
export interface Daemon {
  readonly name: string;
  hasEnded(): boolean;
  /** What it wrote to stderr so far. */
  complaint(): string;
  /** As a machine that loses its power: KILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** TERM, and KILL when that is not enough. Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** Starts words without a shell. A program that cannot be started counts as ended, with the reason as complaint. */
export function startDaemon(words: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Daemon {
  // When we are killed, the kernel ends it for us.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", ...words], { env, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      ended = true;
      resolve();
    };
    child.once("exit", end);
    child.once("error", (error) => {
      complaint += error.message;
      end();
    });
  });
  child.stderr.on("data", (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-4000);
  });

  return {
    name: words[0],
    hasEnded: () => ended,
    complaint: () => complaint,
    kill: async () => {
      if (!ended) child.kill("SIGKILL");
      await gone;
    },
    stop: async () => {
      if (ended) return;
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** Runs a short command to its end. */
export async function ask(words: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<{ exitCode: number; stdout: string }> {
  const [program, ...rest] = words;
  const child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 });
  let stdout = "";
  child.stdout.on("data", (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode: exitCode ?? 1, stdout };
}
