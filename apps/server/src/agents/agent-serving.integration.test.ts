import { closeCodes, decodeServerMessage } from "@postern/agent-protocol";
import { toConnectionId } from "@postern/domain";
import { expect, test } from "vitest";
import { WebSocket } from "ws";

import { connectFake, dialFake, plainHello } from "./testing/fake-agent.ts";
import type { AgentArrival } from "./ports.ts";
import { ada, bob, InMemoryAgentRecords, startTestGateway, until } from "./testing/test-gateway.ts";

const cluster = toConnectionId("cluster");
const stat = { kind: "stat", path: "/x" } as const;

test("a request is answered by the agent that it was for", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const answer = link.request(stat, { timeoutMs: 1_000 });
  const request = await agent.untilRequested();
  agent.send({ type: "result", id: request.id, ok: true, value: { stat: null } });

  expect(request).toMatchObject({ fence: 1, timeoutMs: 1_000, operation: stat });
  expect(await answer).toEqual({ stat: null });
});

test("answers may come in any order", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const answers = Promise.all([link.request(stat, { timeoutMs: 1_000 }), link.request({ kind: "list", path: "/" }, { timeoutMs: 1_000 })]);
  await agent.untilRequested(2);
  agent.send({ type: "result", id: agent.requests[1]?.id, ok: true, value: { entries: [] } });
  agent.send({ type: "result", id: agent.requests[0]?.id, ok: true, value: { stat: null } });

  expect(await answers).toEqual([{ stat: null }, { entries: [] }]);
});

test("an answer is gone when the connection breaks before it", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const answer = link.request(stat, { timeoutMs: 60_000 });
  await agent.untilRequested();
  agent.socket.terminate();

  await expect(answer).rejects.toMatchObject({ code: "agent.gone" });
  await expect(link.request(stat, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: "agent.offline" });
  await until(() => (server.changes.at(-1)?.state === "offline" ? true : undefined));
  expect([...server.records.rows.values()]).toMatchObject([{ state: "offline" }]);
});

test("a departure is told once it can be read, so that whoever looks then does not find the agent connected", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);
  await server.untilOnline("cluster");
  const written = Promise.withResolvers<void>();
  server.records.slowDeparture = written.promise;

  agent.socket.terminate();
  await until(() => (server.records.reasons.length > 0 ? true : undefined));
  const toldBefore = server.changes.map(({ state }) => state);
  written.resolve();
  await until(() => (server.changes.at(-1)?.state === "offline" ? true : undefined));

  expect(toldBefore).toEqual(["online"]);
  expect([...server.records.rows.values()]).toMatchObject([{ state: "offline" }]);
});

test("an answer that never comes is gone soon after its limit", async () => {
  await using server = await startTestGateway({ settings: { answerSlackMs: 20 } });
  await using agent = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  await expect(link.request(stat, { timeoutMs: 20 })).rejects.toMatchObject({ code: "agent.gone" });
  expect(agent.socket.readyState).toBe(WebSocket.OPEN);
});

test("the newest connection serves, and the older is told so", async () => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  await using newer = await connectFake(server.socketUrl, { instanceId: "instance-2", hostName: "login2" });

  expect(await older.untilClosed()).toBe(closeCodes.replaced);
  expect(newer.welcome.fence).toBe(2);
  expect(await server.untilOnline("cluster")).toMatchObject({ hostName: "login2" });
  expect(server.changes.map((change) => change.state)).toEqual(["online", "online"]);
  await expect(link.request(stat, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: "agent.offline" });
});

test("one whose arrival was stored later than that of a newer one is turned away, and its record ends", async () => {
  const gate = Promise.withResolvers<void>();
  class Slow extends InMemoryAgentRecords {
    override async connect(arrival: AgentArrival): ReturnType<InMemoryAgentRecords["connect"]> {
      const placed = await super.connect(arrival);
      if (placed.fence === 1) await gate.promise;
      return placed;
    }
  }
  await using server = await startTestGateway({ records: new Slow() });
  await using older = await dialFake(server.socketUrl);
  older.send(plainHello);
  await until(() => server.records.arrivals === 1 || undefined);
  await using newer = await connectFake(server.socketUrl, { instanceId: "instance-2" });

  gate.resolve();

  expect(await older.untilClosed()).toBe(closeCodes.replaced);
  expect(await until(() => server.records.reasons[0])).toMatch(/^it was turned away/);
  expect(newer.socket.readyState).toBe(WebSocket.OPEN);
});

test("a link survives the reconnect of the same process", async () => {
  await using server = await startTestGateway();
  await using older = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));
  await using newer = await connectFake(server.socketUrl);
  await older.untilClosed();

  const answer = link.request(stat, { timeoutMs: 1_000 });
  const request = await newer.untilRequested();
  newer.send({ type: "result", id: request.id, ok: true, value: { stat: null } });

  expect(request.fence).toBe(2);
  expect(await answer).toEqual({ stat: null });
});

test("an agent that yields is turned away while another serves, and taken when it has gone", async () => {
  await using server = await startTestGateway();
  await using serving = await connectFake(server.socketUrl);
  await using yielding = await dialFake(server.socketUrl);

  yielding.send({ ...plainHello, instanceId: "instance-2", isYielding: true });
  expect(await yielding.untilClosed()).toBe(closeCodes.replaced);
  expect(serving.socket.readyState).toBe(WebSocket.OPEN);

  serving.socket.terminate();
  await server.untilOffline("cluster");
  await using again = await connectFake(server.socketUrl, { instanceId: "instance-2", isYielding: true });
  expect(again.welcome.fence).toBe(2);
});

test("one connection ID of two people is two agents, and each acts for its owner only", async () => {
  await using server = await startTestGateway();
  await using adas = await connectFake(server.socketUrl, { hostName: "ada-host" });
  await using bobs = await connectFake(server.socketUrl, { hostName: "bob-host" }, "bob");
  const { registry } = server.gateway;

  expect(registry.findAgent({ connectionId: cluster, owners: [bob.userId] })).toMatchObject({ hostName: "bob-host" });
  expect(registry.findAgent({ connectionId: cluster, owners: [bob.userId, ada.userId] })).toMatchObject({ hostName: "bob-host" });
  bobs.socket.terminate();
  await server.untilOffline("cluster", bob);
  expect(registry.findAgent({ connectionId: cluster, owners: [bob.userId] })).toBeUndefined();
  expect(registry.findAgent({ connectionId: cluster, owners: [bob.userId, ada.userId] })).toMatchObject({ hostName: "ada-host" });
  expect(registry.listAgents(ada.userId)).toHaveLength(1);
  expect(adas.socket.readyState).toBe(WebSocket.OPEN);
});

test("what an agent was asked is listed, also when it has gone, and how quickly it answers heartbeats", async () => {
  await using server = await startTestGateway({ settings: { heartbeatMs: 10, deadlineMs: 60_000 } });
  await using agent = await connectFake(server.socketUrl);
  agent.socket.on("message", (data: Buffer) => {
    const message = decodeServerMessage(data.toString());
    if (message.type === "heartbeat") agent.send({ type: "heartbeat-ack", seq: message.seq });
  });
  const { registry } = server.gateway;
  const live = await server.untilOnline("cluster");

  const answer = registry.link(live).request(stat, { timeoutMs: 60_000 });
  const request = await agent.untilRequested();
  agent.send({ type: "result", id: request.id, ok: true, value: { stat: null } });
  await answer;
  const latencies = await until(() => (registry.latencies(live.id).length > 1 ? registry.latencies(live.id) : undefined));
  const latencyMs = (await server.untilOnline("cluster")).latencyMs;
  agent.socket.terminate();
  await server.untilOffline("cluster");

  expect(latencies.every((latency) => latency >= 0 && latency < 60_000)).toBe(true);
  expect(latencyMs).toBeGreaterThanOrEqual(0);
  expect(registry.latencies(live.id)).toEqual([]);
  expect(registry.recentCommands(live.id)).toMatchObject([{ kind: "stat", what: "/x", outcome: "ok" }]);
});
