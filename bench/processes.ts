import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";

/** Resident memory of a process in MB (10^6 bytes). Linux only. */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, "utf8");
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
  return (kilobytes * 1024) / 1e6;
}

/** Words that run a server of a benchmark: from source, and with what the command `postern` at the root gives the one that people use. */
export const serverNode = [process.execPath, "--conditions=source", "--max-semi-space-size=4"] as const;

export interface StartedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** From `spawn` to the awaited line, in ms. */
  readonly readyMs: number;
  /** The awaited line. */
  readonly line: string;
}

/** Starts a program and waits until it prints a line that matches, on either output. */
export function startUntil(
  words: readonly [string, ...string[]],
  ready: RegExp,
  env: NodeJS.ProcessEnv = process.env,
): Promise<StartedProcess> {
  const startedAt = performance.now();
  const child = spawn(words[0], words.slice(1), { env, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let text = "";
    const look = (chunk: Buffer): void => {
      text += chunk.toString();
      const line = text.split("\n").find((each) => ready.test(each));
      if (line !== undefined) resolve({ child, pid: child.pid ?? 0, readyMs: performance.now() - startedAt, line });
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("close", (code) => reject(new RangeError(`${words.join(" ")} ended with ${String(code)}: ${text}`)));
  });
}

/** Ends a process and waits for it. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await closed;
}

export const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
