import { agentConnectPath } from "@postern/agent-protocol";
import type { LiveEvent } from "@postern/contracts";
import { toUserId } from "@postern/domain";
import type { RunId } from "@postern/domain";
import { expect, test } from "vitest";
import { connectFake } from "../../agents/testing/fake-agent.ts";
import { until } from "../../agents/testing/test-gateway.ts";
import { newRunId } from "../../new-id.ts";
import { actorAtHome } from "../../testing/callers.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";
import { insertHeadJob } from "../launches/head-job-store.ts";

const connectionId = "cluster";
const folder = "/folder/of/the/run";

/** A launch that a restart of the server cut short before anything was sent. */
async function prepareLaunch({ server, clock }: TestServer, { userId }: TestPerson): Promise<RunId> {
  const { credentials, database, environments, runs } = server.services;
  const ada = actorAtHome(userId, { isAdministrator: true });
  const credentialsId = await credentials.create(ada, { name: "cluster", provider: "tw-agent", keys: { connectionId } });
  const computeEnv = { name: "cluster", platform: "slurm-platform", credentialsId, config: { workDir: "/elsewhere" } };
  const computeEnvId = await environments.create(ada, computeEnv);
  const [runId, at] = [newRunId(), clock.now()];
  const names = { runName: "happy_otter", sessionId: crypto.randomUUID(), projectName: "hello", userName: "ada" };
  const launch = { ...names, computeEnvId, pipeline: "https://example.org/hello.git", workDir: folder };
  await database.transaction(async ({ query }) => {
    await runs.insertRun(query, { id: runId, userId, workspaceId: null, computeEnvId, ...names, workDir: folder, launch, at });
    await insertHeadJob(query, { runId, computeEnvId, userId, jobName: "nf-workflow", at });
  });
  return runId;
}

test("an agent that is back is put to work at once, without waiting for the next look at its cluster", async () => {
  const noLooks = { "poll-seconds": "3600" };
  await using before = await startTestServer({ flags: noLooks });
  const ada = await before.addPerson("ada");
  await prepareLaunch(before, ada);
  await before.server[Symbol.asyncDispose]();
  await using after = await startTestServer({ flags: noLooks, dataDir: before.dataDir });
  // The look with which a server begins finds nobody.
  await after.server.services.runReconciler.idle();

  await using agent = await connectFake(`${after.url.replace("http", "ws")}${agentConnectPath}`, { connectionId }, ada.token);

  const request = await until(() => agent.requests.find(({ operation }) => JSON.stringify(operation).includes(folder)));
  expect(request.operation).toMatchObject({ path: folder });
});

test("a person hears on open pages that an agent was refused for a token of theirs", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");
  const told: LiveEvent[] = [];
  server.server.services.live.subscribe(toUserId(ada.userId), (event) => void told.push(event));
  const { text } = await server.server.services.tokens.create(toUserId(ada.userId), "looks only", { access: "read" });

  await expect(connectFake(`${server.url.replace("http", "ws")}${agentConnectPath}`, { connectionId }, text)).rejects.toThrow("403");

  await expect.poll(() => told).toContainEqual({ type: "agent-refused", why: "token_kind" });
});
