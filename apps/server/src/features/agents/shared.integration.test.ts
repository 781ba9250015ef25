import { agentConnectPath } from "@postern/agent-protocol";
import { toComputeEnvId, toCredentialId, toUserId } from "@postern/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectFake } from "../../agents/testing/fake-agent.ts";
import type { FakeAgent } from "../../agents/testing/fake-agent.ts";
import { until } from "../../agents/testing/test-gateway.ts";
import { addThings } from "../../testing/housed-things.fixture.ts";
import type { HousedThings } from "../../testing/housed-things.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import type { Tenants } from "../../testing/tenants.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestReply } from "../../testing/http-request.ts";
import type { TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let tenants: Tenants;
/** An environment of Ada's in the workspace one; its credential names the connection ID `site`. */
let things: HousedThings;

beforeAll(async () => {
  server = await startTestServer();
  const { database, places } = server.server.services;
  tenants = await openTenants(database, places);
  things = await addThings(server.server, await tenants.actor("ada", "one"));
});

afterAll(() => server[Symbol.asyncDispose]());

async function tokenOf(name: "ada" | "max"): Promise<string> {
  const { tokens } = server.server.services;
  return (await tokens.create(toUserId(tenants.people[name]), `test ${crypto.randomUUID()}`)).text;
}

async function runAgent(name: "ada" | "max"): Promise<FakeAgent> {
  return connectFake(
    `${server.url.replace("http", "ws")}${agentConnectPath}`,
    { connectionId: "site", hostName: `login-of-${name}` },
    await tokenOf(name),
  );
}

async function setShared(shared: boolean): Promise<void> {
  const keys = JSON.stringify({ discriminator: "tw-agent", connectionId: "site", workDir: null, shared });
  const { database } = server.server.services;
  await database.query.updateTable("credentials").set({ public_keys: keys }).where("id", "=", toCredentialId(things.credential)).execute();
}

/** Max launches; the answer is awaited by whoever needs it. */
async function launch(): Promise<TestReply> {
  const body = { launch: { pipeline: "/pipelines/hello", computeEnvId: toComputeEnvId(things.environment) } };
  const path = `/api/workflow/launch?workspaceId=${String(tenants.one)}`;
  return server.call(path, { method: "POST", token: await tokenOf("max"), body });
}

test("a shared agent works for a member who launches, and that member's own stands idle (R16)", async () => {
  await setShared(true);
  await using ofAda = await runAgent("ada");
  await using ofMax = await runAgent("max");

  const launched = launch();
  await until(() => ofAda.requests[0]);

  expect(ofMax.requests).toEqual([]);
  await ofAda[Symbol.asyncDispose]();
  expect((await launched).status).toBe(503);
});

test("under a credential that is not shared each member's own agent works for them, under the same connection ID (R16)", async () => {
  await setShared(false);
  await using ofAda = await runAgent("ada");
  await using ofMax = await runAgent("max");

  const launched = launch();
  await until(() => ofMax.requests[0]);

  expect(ofAda.requests).toEqual([]);
  await ofMax[Symbol.asyncDispose]();
  expect((await launched).status).toBe(503);
});

test("a shared agent does nothing for a workspace that its person has left", async () => {
  await setShared(true);
  await using ofAda = await runAgent("ada");
  await tenants.dismiss("ada", "one");

  const { status, json } = await launch();

  expect([status, json.message]).toEqual([
    503,
    "The agent that is connected as site is of somebody who does not belong to the workspace any more.",
  ]);
  expect(ofAda.requests).toEqual([]);
});
