import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLogger, toConnectionId } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import type { AgentLink } from "@postern/transport/agent";
import { startUntil, stopProcess } from "./processes.ts";

const machine = process.arch === "arm64" ? "aarch64" : "x86_64";
export const agentPath = fileURLToPath(new URL(`../apps/agent/dist/postern-agent-linux-${machine}`, import.meta.url));
const connectionId = "bench";

export interface AgentBench extends AsyncDisposable {
  /** Data of the server, and work directory of the agents. */
  readonly folder: string;
  /** Starts the built agent and waits until it says that it is connected. */
  startAgent(): Promise<{ readonly child: ChildProcess; readonly readyMs: number }>;
  lastPid(): number;
  link(): AgentLink;
}

/** A whole server in this process, and agents in processes of their own. */
export async function startAgentBench(): Promise<AgentBench> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const flags = { "data-dir": folder, listen: "127.0.0.1:0" };
  const server = await startServer(toServerSettings(readSettings({ flags, environment: {} })), {
    clock: new SystemClock(),
    log: silentLogger,
  });
  const { users, tokens, gateway } = server.services;
  const userId = await users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
  const { text } = await tokens.create(userId, "bench");
  let last: ChildProcess | undefined;
  return {
    folder,
    startAgent: async () => {
      const words = [agentPath, connectionId, "--url", `${server.url}/api`, "--work-dir", folder, "--allow", "true"] as const;
      const started = await startUntil([...words], /connected/i, { ...process.env, TOWER_ACCESS_TOKEN: text });
      last = started.child;
      return started;
    },
    lastPid: () => last?.pid ?? 0,
    link: () => {
      const agent = gateway.registry.findAgent({ connectionId: toConnectionId(connectionId), owners: [userId] });
      if (agent === undefined) throw new RangeError("The agent of the benchmark is not connected.");
      return gateway.registry.link(agent);
    },
    [Symbol.asyncDispose]: async () => {
      if (last !== undefined) await stopProcess(last);
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
