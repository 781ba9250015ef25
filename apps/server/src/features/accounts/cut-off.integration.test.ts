import { closeCodes } from "@postern/agent-protocol";
import { toTokenId } from "@postern/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dialFake, plainHello } from "../../agents/testing/fake-agent.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let rosa: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  rosa = await server.addPerson("rosa");
});

afterAll(() => server[Symbol.asyncDispose]());

/** Somebody with an agent that serves and a page that is open. */
async function atWork(name: string) {
  const person = await server.addPerson(name);
  const agent = await dialFake(`${server.url.replace("http", "ws")}/api/postern/v1/agent/connect`, person.token);
  agent.send(plainHello);
  await agent.untilWelcomed();
  const cookie = await server.signIn(person);
  const page = await fetch(`${server.url}/api/postern/v1/events`, { headers: { cookie } });
  return { person, agent, cookie, page, account: `/api/postern/v1/admin/accounts/${String(person.userId)}` };
}

test("of a disabled account, agents and open pages are cut off at once", async () => {
  const { person, agent, cookie, page, account } = await atWork("ada");
  await using _agent = agent;

  const before = server.server.services.streams.openCount;

  await server.call(account, { method: "PATCH", token: rosa.token, body: { isDisabled: true } });

  expect([before, server.server.services.streams.openCount]).toEqual([1, 0]);
  expect(await page.text()).toContain("hello");
  expect(await agent.untilClosed()).toBe(closeCodes.tokenInvalid);
  expect((await server.call("/api/user-info", { cookie })).status).toBe(401);
  expect((await server.call("/api/user-info", { token: person.token })).status).toBe(401);
});

test("of a removed account, too", async () => {
  const { agent, page, account } = await atWork("bob");
  await using _agent = agent;

  await server.call(account, { method: "DELETE", token: rosa.token });

  expect(server.server.services.streams.openCount).toBe(0);
  expect(await page.text()).toContain("hello");
  expect(await agent.untilClosed()).toBe(closeCodes.tokenInvalid);
});

test("an agent whose token is rotated without an overlap is cut off, and one whose former text goes on is not", async () => {
  const { person, agent, page } = await atWork("cy");
  await using _agent = agent;
  await page.body?.cancel();
  const { tokens } = (await server.call("/api/tokens", { token: person.token })).json;
  const rotate = async (overlapMs: number) => {
    const maker = { kind: "session", userId: person.userId, isAdministrator: false, sessionHash: "" } as const;
    await server.server.services.tokens.rotate(person.userId, toTokenId(tokens?.[0]?.id ?? 0), { overlapMs, maker });
  };

  await rotate(60_000);
  const stays = server.server.services.gateway.registry.listAgents(person.userId).length;
  await rotate(0);

  expect(stays).toBe(1);
  expect(await agent.untilClosed()).toBe(closeCodes.tokenInvalid);
});
