import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningPostern extends AsyncDisposable {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  untilEnd(): Promise<Ended>;
}

/** The command line as a process of its own, from its sources, so that a test never meets yesterday's build. Disposing kills it. */
export function startPostern(words: readonly string[], env: Readonly<Record<string, string>> = {}): RunningPostern {
  const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
  const own = { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE: join(tmpdir(), "postern-compiled") };
  const child = spawn(process.execPath, [...flags, main, ...words], {
    env: { ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return watch(child);
}

/** Runs one command to its end. */
export async function runPostern(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  await using postern = startPostern(words, env);
  return await postern.untilEnd();
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): RunningPostern {
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const end = once(child, "close").then(([exitCode, signal]) => ({
    exitCode: exitCode as number | null,
    signal: signal as NodeJS.Signals | null,
    ...texts,
  }));
  return {
    pid: child.pid ?? 0,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    kill: (signal) => void child.kill(signal),
    untilEnd: () => end,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await end;
    },
  };
}
