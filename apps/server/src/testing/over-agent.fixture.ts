import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAgentProcess, startTcpProxy } from "@postern/testing";
import type { TcpProxy } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";
import { startTestGateway } from "../agents/testing/test-gateway.ts";

export interface OverAgentOptions {
  /** Of the agent, and so of what it starts. */
  readonly env: Readonly<Record<string, string>>;
  /** The work directory of the agent. Default: a new folder, removed at the end. */
  readonly workDir?: string;
}

export interface OverAgent extends AsyncDisposable {
  readonly channel: AgentChannel;
  /** The work directory of the agent. */
  readonly folder: string;
  /** Between the agent and the server. */
  readonly proxy: TcpProxy;
  untilOffline(): Promise<void>;
}

/** A channel over a real agent as a site starts it: nothing but the programs that it allows by itself. */
export async function openOverAgent({ env, workDir }: OverAgentOptions): Promise<OverAgent> {
  const own = await realpath(await mkdtemp(join(tmpdir(), "postern-over-agent-")));
  const folder = workDir ?? own;
  const server = await startTestGateway();
  const proxy = await startTcpProxy(server.port);
  const url = `http://127.0.0.1:${String(proxy.port)}/api`;
  const agent = await startAgentProcess({ build: "source", token: "ada", env, args: ["cluster", "--url", url, "--work-dir", folder] });
  const channel = new AgentChannel(server.gateway.registry.link(await server.untilOnline("cluster")));
  return {
    ...{ channel, folder, proxy },
    untilOffline: () => server.untilOffline("cluster"),
    [Symbol.asyncDispose]: async () => {
      await channel[Symbol.asyncDispose]();
      await agent[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await rm(own, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
