import { agentConnectPath, closeCodes } from "@postern/agent-protocol";
import type { AgentEventsResponse, ListAgentsResponse } from "@postern/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectFake, dialFake, plainHello } from "../../agents/testing/fake-agent.ts";
import { until } from "../../agents/testing/test-gateway.ts";
import type { TestReply } from "../../testing/http-request.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const base = "/api/postern/v1/agents";
let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
  bob = await server.addPerson("bob");
});

afterAll(() => server[Symbol.asyncDispose]());

const socketUrl = (): string => `${server.url.replace("http", "ws")}${agentConnectPath}`;

function ask(path: string, { token }: TestPerson, method = "GET", body?: object): Promise<TestReply> {
  return server.call(`${base}${path}`, { method, token, ...(body === undefined ? {} : { body }) });
}

async function findOne(connectionId: string) {
  const { json } = await ask(`?connectionId=${connectionId}`, ada);
  return (json as unknown as ListAgentsResponse).agents[0] ?? expect.fail("the agent is not listed");
}

test("an agent is described, renamed, revoked, turned away, allowed, and forgotten", async () => {
  await using agent = await connectFake(socketUrl(), { connectionId: "site" }, ada.token);
  const { id } = await findOne("site");

  const renamed = await ask(`/${id}`, ada, "PUT", { name: "my cluster" });
  const described = await ask(`/${id}`, ada);
  const early = await ask(`/${id}`, ada, "DELETE");
  const revoked = await ask(`/${id}/revoke`, ada, "POST");
  const [code, turnedAway] = [await agent.untilClosed(), await dialFake(socketUrl(), ada.token)];
  turnedAway.send({ ...plainHello, connectionId: "site" });

  expect([renamed.status, early.status, revoked.status]).toEqual([204, 409, 204]);
  expect(described.json).toMatchObject({
    agent: { id, name: "my cluster", state: "online", isOnline: true, isOwn: true, isUnclaimed: true },
    serves: [],
    programs: ["sbatch"],
    commands: [],
  });
  expect([code, await turnedAway.untilClosed()]).toEqual([closeCodes.revoked, closeCodes.revoked]);
  expect((await findOne("site")).state).toBe("revoked");
  expect((await ask(`/${id}/allow`, ada, "POST")).status).toBe(204);
  const back = await connectFake(socketUrl(), { connectionId: "site" }, ada.token);
  back.socket.close();
  await until(() => (server.server.services.gateway.registry.size === 0 ? true : undefined));
  expect((await ask(`/${id}`, ada, "DELETE")).status).toBe(204);
  expect((await ask(`/${id}`, ada)).status).toBe(404);
});

test("the history says what happened in which order, and pages", async () => {
  await using agent = await connectFake(socketUrl(), { connectionId: "history" }, ada.token);
  const { id } = await findOne("history");
  await ask(`/${id}/revoke`, ada, "POST");
  await agent.untilClosed();
  const kinds = async (): Promise<readonly string[]> =>
    ((await ask(`/${id}/events`, ada)).json as unknown as AgentEventsResponse).events.map(({ kind, reason }) =>
      `${kind} ${reason ?? ""}`.trim(),
    );

  await expect.poll(kinds, { timeout: 20_000 }).toEqual(["disconnected the agent was revoked", "revoked by its owner", "connected"]);
  const page = await ask(`/${id}/events?max=1`, ada);

  expect(page.json).toMatchObject({ hasMore: true, events: [{ kind: "disconnected", remoteAddress: null, connection: 1 }] });
  expect((await ask(`/${id}/events?before=0`, ada)).status).toBe(400);
});

test("somebody else's agent answers like one that does not exist, also to changes; bad names change nothing", async () => {
  await using agent = await connectFake(socketUrl(), { connectionId: "foreign" }, ada.token);
  const { id } = await findOne("foreign");
  const calls = [
    ["", "GET"],
    ["/events", "GET"],
    ["", "PUT", { name: "x" }],
    ["/revoke", "POST"],
    ["/allow", "POST"],
    ["", "DELETE"],
  ] as const;
  const words = async (of: string): Promise<readonly string[]> => {
    const answers: string[] = [];
    for (const [path, method, body] of calls) {
      const { status, json } = await ask(`/${of}${path}`, bob, method, body);
      answers.push(`${String(status)} ${String(json.message).replaceAll(of, "ID")}`);
    }
    return answers;
  };

  expect(await words(id)).toEqual(calls.map(() => "404 Agent ID not found."));
  expect(await words(id)).toEqual(await words("0".repeat(22)));
  for (const name of ["", " ", "a\u0000b", "a\nb", "x".repeat(101), 7, undefined]) {
    expect((await ask(`/${id}`, ada, "PUT", { name })).status).toBe(400);
  }
  expect((await findOne("foreign")).name).toBeNull();
  expect(agent.received.some((message) => message.type === "welcome")).toBe(true);
});
