import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { startWatched } from "./watched-process.ts";
import type { AgentProcess } from "./watched-process.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Both are tested: packed, the agent runs on another runtime than its source does in development. */
export const agentBuilds = ["source", "packed"] as const;
export type AgentBuild = (typeof agentBuilds)[number];

export interface AgentProcessOptions {
  readonly build: AgentBuild;
  /** Connection ID and options, as a person types them. */
  readonly args: readonly string[];
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Words before the agent's own, such as those that run it in another network. */
  readonly via?: readonly string[];
}

/** Starts a real agent. Disposing kills it. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<AgentProcess> {
  return startWatched({
    words: [...(options.via ?? []), ...(options.build === "source" ? sourceWords() : [await packedAgent()]), ...options.args],
    cwd: options.cwd ?? root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TOWER_ACCESS_TOKEN: options.token, ...options.env },
  });
}

/** The executable for this machine; packs it first when its sources have changed. */
export async function packedAgent(): Promise<string> {
  const target = process.arch === "arm64" ? "linux-aarch64" : "linux-x86_64";
  await promisify(execFile)(process.execPath, [`${root}apps/agent/build.mjs`, "--target", target]);
  return `${root}apps/agent/dist/postern-agent-${target}`;
}

function sourceWords(): readonly string[] {
  return [process.execPath, "--conditions=source", "--disable-warning=ExperimentalWarning", `${root}apps/agent/src/main.ts`];
}
