import { fileURLToPath } from "node:url";

import { startWatched } from "../agent/watched-process.ts";
import type { AgentProcess } from "../agent/watched-process.ts";

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
export function startLegacyAgent(options: LegacyAgentProcessOptions): Promise<AgentProcess> {
  const { connectionId, url, token, workDir, authorityPath } = options;
  const node = [process.execPath, "--conditions=source", "--disable-warning=ExperimentalWarning"];
  const trust = authorityPath === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorityPath };
  const { PATH, HOME, USER = "root" } = process.env;
  return startWatched({
    words: [...node, program, connectionId, "-u", url, "-w", workDir],
    cwd: workDir,
    env: { PATH, HOME, USER, ...options.env, ...trust, TOWER_ACCESS_TOKEN: token },
  });
}
