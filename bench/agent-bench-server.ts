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
export const connectionId = "bench";
type AgentRegistry = Awaited<ReturnType<typeof startServer>>["services"]["gateway"]["registry"];

export interface AgentBench extends AsyncDisposable {
  /** Data of the server, and work directory of the agents. */
  readonly folder: string;
  /** Starts the built agent and waits until it says that it is connected. */
  startAgent(): Promise<{ readonly child: ChildProcess; readonly readyMs: number }>;
  lastPid(): number;
  link(): AgentLink;
  /** What the agent was asked last, newest first, with how long each took. */
  recentCommands(): ReturnType<AgentRegistry["recentCommands"]>;
  /** Calls the API as the one who runs the agent. */
  call(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
}

/** A whole server in this process, and agents in processes of their own. */
export async function startAgentBench(agentEnv: Readonly<Record<string, string>> = {}): Promise<AgentBench> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-"));
  const flags = { "data-dir": folder, listen: "127.0.0.1:0" };
  const server = await startServer(toServerSettings(readSettings({ flags, environment: {} })), {
    clock: new SystemClock(),
    log: silentLogger,
  });
  const { users, tokens, gateway } = server.services;
  const userId = await users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
  const { text } = await tokens.create(userId, "bench");
  const findAgent = () => {
    const agent = gateway.registry.findAgent({ connectionId: toConnectionId(connectionId), owners: [userId] });
    if (agent === undefined) throw new RangeError("The agent of the benchmark is not connected.");
    return agent;
  };
  let last: ChildProcess | undefined;
  return {
    folder,
    startAgent: async () => {
      const words = [agentPath, connectionId, "--url", `${server.url}/api`, "--work-dir", folder, "--allow", "true"] as const;
      const started = await startUntil([...words], /connected/i, { ...process.env, ...agentEnv, TOWER_ACCESS_TOKEN: text });
      last = started.child;
      return started;
    },
    lastPid: () => last?.pid ?? 0,
    link: () => gateway.registry.link(findAgent()),
    recentCommands: () => gateway.registry.recentCommands(findAgent().id),
    call: async (method, path, body) => {
      const headers = { authorization: `Bearer ${text}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
      const answer = await fetch(`${server.url}/api${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new RangeError(`${method} ${path}: ${await answer.text()}`);
      return (await answer.json()) as unknown;
    },
    [Symbol.asyncDispose]: async () => {
      if (last !== undefined) await stopProcess(last);
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
