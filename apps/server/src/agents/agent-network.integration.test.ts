import { appendFile, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CommandResult } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { agentBuilds, eventually, makeNetworkNamespace, networkNamespaceProblem, startAgentProcess } from "@postern/testing";
import type { AgentBuild, AgentProcess, NetworkNamespace } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ensureSelfSigned } from "../http/self-signed.ts";
import { startTestGateway } from "./testing/test-gateway.ts";
import type { TestGateway } from "./testing/test-gateway.ts";

const problem = await networkNamespaceProblem();
const builds = agentBuilds.filter(() => problem === undefined);
const patienceMs = 60_000;

let folder = "";
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "postern-network-")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test(`an agent in a network of its own: ${problem === undefined ? "tested here" : `this kernel does not allow one (${problem})`}`, () => {
  expect(builds).toEqual(problem === undefined ? agentBuilds : []);
});

interface Scene extends AsyncDisposable {
  readonly network: NetworkNamespace;
  readonly server: TestGateway;
  readonly agent: AgentProcess;
  readonly channel: AgentChannel;
}

/** A server here, and an agent that reaches it over a network which can be taken away. Over TLS: it sends its token no other way. */
async function startScene(build: AgentBuild): Promise<Scene> {
  await using opening = new AsyncDisposableStack();
  const network = opening.use(await makeNetworkNamespace());
  const { hostAddress } = network;
  const tls = await ensureSelfSigned(`${folder}/tls-${hostAddress}`, [hostAddress], new SystemClock());
  const settings = { heartbeatMs: 300, deadlineMs: 900 };
  const server = opening.use(await startTestGateway({ server: createServer(tls), host: hostAddress, settings }));
  const url = `https://${hostAddress}:${String(server.port)}`;
  const args = ["cluster", "--url", url, "--ca", tls.authorityPath ?? "", "--work-dir", folder, "--allow", "sh"];
  const agent = opening.use(await startAgentProcess({ build, token: "ada", args, via: network.via }));
  const live = await server.untilOnline("cluster");
  expect(live.remoteAddress).toBe(network.address);
  const channel = opening.use(new AgentChannel(server.gateway.registry.link(live)));
  const open = opening.move();
  return { network, server, agent, channel, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** A command that notes that it began, and ends when it is let. */
async function startNoted(
  channel: AgentChannel,
  name: string,
): Promise<{ readonly answer: Promise<CommandResult>; finish(): Promise<void>; starts(): Promise<number> }> {
  const [begun, end] = [`${folder}/${name}.begun`, `${folder}/${name}.end`];
  const script = 'echo begun >> "$1"; while [ ! -e "$2" ]; do sleep 0.05; done; echo finished';
  const answer = channel.run({ words: ["sh", "-c", script, "noted", begun, end], timeoutMs: patienceMs });
  answer.catch(() => undefined);
  const starts = async () => (await readFile(begun, "utf8").catch(() => "")).split("begun").length - 1;
  await eventually("the command runs", async () => (await starts()) > 0, patienceMs);
  return { answer, finish: () => appendFile(end, ""), starts };
}

describe.each(builds)("the %s agent in a network of its own", (build) => {
  test("whose route is lost is missed; it comes back with the route, and what it did meanwhile is done and told once", async () => {
    await using scene = await startScene(build);
    const { network, server, agent, channel } = scene;
    const before = await server.untilOnline("cluster");
    const noted = await startNoted(channel, `route-${build}`);

    await network.loseRoute();
    await server.untilOffline("cluster");
    await eventually("the agent notices too", () => agent.lines.some((line) => line.includes("stopped answering")), patienceMs);
    await noted.finish();
    await network.restoreRoute();
    const after = await server.untilOnline("cluster");

    expect(after).toMatchObject({ instanceId: before.instanceId, remoteAddress: network.address });
    expect(after.fence).toBeGreaterThan(before.fence);
    expect((await noted.answer).stdout).toBe("finished\n");
    expect(await noted.starts()).toBe(1);
    expect(agent.exitCode).toBeUndefined();
  });

  test("whose address changes comes back from the new one, and nothing is done twice", async () => {
    await using scene = await startScene(build);
    const { network, server, agent, channel } = scene;
    const noted = await startNoted(channel, `address-${build}`);

    const address = await network.changeAddress();
    const live = await eventually(
      "it serves from the new address",
      async () => {
        const found = await server.untilOnline("cluster");
        return found.remoteAddress === address ? found : undefined;
      },
      patienceMs,
    );
    await noted.finish();

    expect(live.fence).toBeGreaterThan(1);
    expect((await noted.answer).stdout).toBe("finished\n");
    expect(await noted.starts()).toBe(1);
    expect(agent.exitCode).toBeUndefined();
  });
});
