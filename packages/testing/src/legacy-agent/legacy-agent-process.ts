import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import type { AgentProcess } from "../agent/agent-process.ts";

const program = fileURLToPath(new URL("main.ts", import.meta.url));

export interface LegacyAgentProcessOptions {
  readonly connectionId: string;
  /** With `/api`. */
  readonly url: string;
  readonly token: string;
  readonly workDir: string;
  /** PEM file of an authority that it shall trust beside those of the machine. */
  readonly authorityPath?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts a double of tw-agent 0.5.5 as a process of its own. Disposing kills it. */
export async function startLegacyAgent(options: LegacyAgentProcessOptions): Promise<AgentProcess> {
  const { connectionId, url, token, workDir, authorityPath } = options;
  const words = ["--conditions=source", "--disable-warning=ExperimentalWarning", program, connectionId, "-u", url, "-w", workDir];
  const trust = authorityPath === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorityPath };
  const { PATH, HOME, USER = "root" } = process.env;
  const child = spawn(process.execPath, words, {
    cwd: workDir,
    env: { PATH, HOME, USER, ...options.env, ...trust, TOWER_ACCESS_TOKEN: token },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  let exitCode: number | null | undefined;
  const exit = new Promise<number | null>((resolve) => {
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
