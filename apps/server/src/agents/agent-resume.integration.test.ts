import { closeCodes } from "@postern/agent-protocol";
import type { Hello } from "@postern/agent-protocol";
import { expect, test } from "vitest";

import { connectFake } from "./testing/fake-agent.ts";
import { InMemoryAgentRecords, startTestGateway, until } from "./testing/test-gateway.ts";
import type { TestGateway } from "./testing/test-gateway.ts";

const stat = { kind: "stat", path: "/x" } as const;
const nothing = { stat: null };
const able = { capabilities: ["resume", "cancel", "time-travel"] } satisfies Partial<Hello>;
const minute = { timeoutMs: 60_000 };

async function linkOf(server: TestGateway) {
  return server.gateway.registry.link(await server.untilOnline("cluster"));
}

/** The answer, or the code of the error. Awaited or not, it is never left unhandled. */
function outcomeOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: unknown) => (error as { readonly code: unknown }).code);
}

test("in force is what both sides have, and an agent of the first version is served as before", async () => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl);
  await using agent = await connectFake(server.socketUrl, { ...able, connectionId: "other" });
  const giveUp = new AbortController();
  const outcome = outcomeOf((await linkOf(server)).request(stat, { ...minute, signal: giveUp.signal }));
  const request = await older.untilRequested();

  giveUp.abort();
  older.send({ type: "result", id: request.id, ok: true, value: nothing });
  older.send({ type: "heartbeat", seq: 1 });
  await until(() => older.received.find((message) => message.type === "heartbeat-ack"));

  expect(agent.welcome.capabilities).toEqual(["resume", "cancel"]);
  expect(older.welcome).toMatchObject({ capabilities: [], awaited: [] });
  expect(await outcome).toBe("agent.gone");
  expect(older.received.map((message) => message.type)).not.toContain("cancel");
  expect(older.received.map((message) => message.type)).not.toContain("result-ack");
});

test("what an agent was asked is answered over its next connection, and confirmed", async () => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl, able);
  const outcome = outcomeOf((await linkOf(server)).request(stat, minute));
  const { id } = await older.untilRequested();
  older.socket.terminate();
  await server.untilOffline("cluster");

  await using newer = await connectFake(server.socketUrl, able);
  newer.send({ type: "result", id, ok: true, value: nothing });

  expect(newer.welcome.awaited).toEqual([id]);
  expect(await outcome).toEqual(nothing);
  await until(() => newer.received.find((message) => message.type === "result-ack" && message.id === id));
  expect(newer.requests).toEqual([]);
});

test("it does not matter that the old socket still looks alive, nor what it says afterwards", async () => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl, able);
  const outcome = outcomeOf((await linkOf(server)).request(stat, minute));
  const { id } = await older.untilRequested();

  await using newer = await connectFake(server.socketUrl, able);
  older.send({ type: "result", id, ok: false, error: { code: "file.failed", message: "From the past." } });
  expect(await older.untilClosed()).toBe(closeCodes.replaced);
  newer.send({ type: "result", id, ok: true, value: nothing });

  expect(await outcome).toEqual(nothing);
  expect(server.changes.map((change) => change.state)).toEqual(["online", "online"]);
});

test("what the broken connection swallowed is asked again with the new fence", async () => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl, able);
  const outcome = outcomeOf((await linkOf(server)).request(stat, minute));
  const { id } = await older.untilRequested();
  older.socket.terminate();
  await using newer = await connectFake(server.socketUrl, able);

  newer.send({ type: "result", id, ok: false, error: { code: "agent.offline", message: "It never arrived." } });
  const again = await newer.untilRequested();
  newer.send({ type: "result", id: again.id, ok: true, value: nothing });

  expect(again).toMatchObject({ fence: 2, operation: stat });
  expect(again.id).not.toBe(id);
  expect(await outcome).toEqual(nothing);
});

test("an agent that does not come back in time is gone, and says nothing about it when it comes later", async () => {
  await using server = await startTestGateway({ settings: { resumeGraceMs: 50 } });
  await using older = await connectFake(server.socketUrl, able);
  const outcome = outcomeOf((await linkOf(server)).request(stat, minute));
  const { id } = await older.untilRequested();

  older.socket.terminate();
  expect(await outcome).toBe("agent.gone");
  await using newer = await connectFake(server.socketUrl, able);
  newer.send({ type: "result", id, ok: true, value: nothing });

  expect(newer.welcome.awaited).toEqual([]);
  await until(() => newer.received.find((message) => message.type === "result-ack" && message.id === id));
});

test.each([
  ["another process takes the name", { instanceId: "instance-2" }, { ok: false }],
  ["it said goodbye", {}, { ok: true }],
])("what was asked is gone at once when %s", async (_what, hello, { ok: saysGoodbye }) => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl, able);
  const outcome = outcomeOf((await linkOf(server)).request(stat, minute));
  await older.untilRequested();

  if (saysGoodbye) older.send({ type: "goodbye", reason: "SIGTERM" });
  older.socket.close(1_000);
  await server.untilOffline("cluster");
  await using newer = await connectFake(server.socketUrl, { ...able, ...hello });

  expect(newer.welcome.awaited).toEqual([]);
  expect(await outcome).toBe("agent.gone");
});

test("a server that was restarted waits for nothing", async () => {
  const records = new InMemoryAgentRecords();
  const before = await startTestGateway({ records });
  await using older = await connectFake(before.socketUrl, able);
  const outcome = outcomeOf((await linkOf(before)).request(stat, minute));
  await older.untilRequested();
  await before[Symbol.asyncDispose]();
  expect(await outcome).toBe("agent.gone");

  await using after = await startTestGateway({ records });
  await using newer = await connectFake(after.socketUrl, able);

  expect(newer.welcome).toMatchObject({ fence: 2, awaited: [] });
});

test("while an agent is away new requests are refused at once, and what waited goes on when it is back", async () => {
  await using server = await startTestGateway({ settings: { maxConcurrentRequests: 1 } });
  await using older = await connectFake(server.socketUrl, able);
  const link = await linkOf(server);
  const first = outcomeOf(link.request(stat, minute));
  const waiting = outcomeOf(link.request(stat, minute));
  const { id } = await older.untilRequested();
  older.socket.terminate();
  await server.untilOffline("cluster");
  expect(await outcomeOf(link.request(stat, minute))).toBe("agent.offline");

  await using newer = await connectFake(server.socketUrl, able);
  newer.send({ type: "result", id, ok: true, value: nothing });
  const next = await newer.untilRequested();
  newer.send({ type: "result", id: next.id, ok: true, value: nothing });

  expect([await first, await waiting]).toEqual([nothing, nothing]);
});

test("what is given up is gone at once, the agent is told, and its late answer is confirmed and ignored", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl, able);
  const giveUp = new AbortController();
  const outcome = outcomeOf((await linkOf(server)).request(stat, { ...minute, signal: giveUp.signal }));
  const { id } = await agent.untilRequested();

  giveUp.abort();
  expect(await outcome).toBe("agent.gone");
  await until(() => agent.received.find((message) => message.type === "cancel" && message.id === id));
  agent.send({ type: "result", id, ok: true, value: nothing });

  await until(() => agent.received.find((message) => message.type === "result-ack" && message.id === id));
});
