import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { registryFolderOf, renderRegistryRemoval } from "@postern/agent-protocol";
import { agentBuilds, startAgentProcess } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestGateway } from "./testing/test-gateway.ts";

let workDir = "";
beforeAll(async () => {
  workDir = await realpath(await mkdtemp(join(tmpdir(), "postern-agent-")));
});
afterAll(() => rm(workDir, { recursive: true, force: true }));

test.each(agentBuilds)(
  "the %s agent keeps what a run was lent to its own account, and takes it away without allowing anything",
  async (build) => {
    await using server = await startTestGateway();
    await using agent = await startAgentProcess({ build, token: "ada", args: ["cluster", "--url", server.url, "--work-dir", workDir] });
    await using channel = new AgentChannel(server.gateway.registry.link(await server.untilOnline("cluster")));
    const folder = registryFolderOf(`${workDir}/nf-${build}`);
    const file = `${folder}/config.json`;

    await channel.makeDirectory(folder, { mode: 0o700 });
    await channel.writeFile(file, new TextEncoder().encode("{}"), { mode: 0o600 });
    const modes = [(await channel.stat(folder))?.mode, (await channel.stat(file))?.mode];
    const { exitCode } = await channel.run({ words: renderRegistryRemoval(folder), timeoutMs: 60_000 });

    expect([...modes, exitCode]).toEqual([0o700, 0o600, 0]);
    expect(await channel.stat(folder)).toBeUndefined();
    expect(agent.exitCode).toBeUndefined();
  },
);
