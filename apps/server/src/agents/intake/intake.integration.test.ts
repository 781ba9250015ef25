import { createServer } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";

import { agentConnectPath, limits } from "@postern/agent-protocol";
import { expect, test } from "vitest";

import type { AgentGatewaySettings } from "../gateway-settings.ts";
import { connectLegacy, dialLegacy, plainInfo } from "../legacy/testing/fake-legacy-agent.ts";
import { connectFake, dialFake, plainHello } from "../testing/fake-agent.ts";
import { startTestGateway, until } from "../testing/test-gateway.ts";

const mib = 1024 * 1024;

/** A frame as a client sends it; its mask is zeros, which changes nothing. */
function frameHead(opcode: number, payloadBytes: number): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(0x80 | 127, 1);
  head.writeBigUInt64BE(BigInt(payloadBytes), 2);
  return head;
}

/** An agent below every library: it was welcomed, and sends what it likes. */
async function breakIn(port: number, connectionId: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  let received = "";
  socket.on("data", (bytes: Buffer) => {
    received += bytes.toString("latin1");
  });
  const key = Buffer.alloc(16).toString("base64");
  const lines = [`GET ${agentConnectPath} HTTP/1.1`, "Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  socket.write([...lines, `Sec-WebSocket-Key: ${key}`, "Authorization: Bearer ada", "", ""].join("\r\n"));
  const hello = Buffer.from(JSON.stringify({ ...plainHello, connectionId, capabilities: ["resume"] }));
  await until(() => (received.includes("101 ") ? true : undefined));
  socket.write(Buffer.concat([frameHead(1, hello.length), hello]));
  await until(() => (received.includes("welcome") ? true : undefined));
  return socket;
}

/** A gateway whose ends of the sockets can be looked at. */
async function startWatchedGateway(settings: Partial<AgentGatewaySettings> = {}) {
  const http = createServer();
  const ends: Socket[] = [];
  http.on("connection", (socket: Socket) => ends.push(socket));
  return Object.assign(await startTestGateway({ server: http, settings }), { ends });
}

test("a first message is small, or the connection ends before it has come", async () => {
  await using server = await startTestGateway();
  await using own = await dialFake(server.socketUrl);
  await using legacy = await dialLegacy(server.port);

  own.send({ ...plainHello, more: "x".repeat(limits.maxHelloBytes) });
  legacy.send({ ...plainInfo, more: "x".repeat(limits.maxHelloBytes) });

  expect(await Promise.all([own.untilClosed(), legacy.untilClosed()])).toEqual([1009, 1009]);
  expect(server.records.arrivals).toBe(0);
});

test("a first message of many small pieces that never ends is not collected", async () => {
  await using server = await startTestGateway();
  await using own = await dialFake(server.socketUrl);

  own.socket.send("{", { fin: false });
  const trickle = setInterval(() => {
    for (let count = 0; count < 100; count += 1) own.socket.ping(Buffer.alloc(125));
  }, 1);

  expect(await own.untilClosed().finally(() => clearInterval(trickle))).toBe(1009);
});

test("once it is known who they are, agents send what the protocol allows", async () => {
  await using server = await startTestGateway();
  await using own = await connectFake(server.socketUrl, { connectionId: "own" });
  await using legacy = await connectLegacy(server.port);

  own.send({ type: "unknown", more: "x".repeat(2 * mib) });
  own.send({ type: "heartbeat", seq: 1 });
  const live = await server.untilOnline("cluster");
  legacy.send({ "@type": "unknown", more: "x".repeat(2 * mib) });
  const answer = server.gateway.registry.link(live).request({ kind: "stat", path: "/" }, { timeoutMs: 20_000 });
  await legacy.obey(2);

  expect(await answer).toMatchObject({ stat: { kind: "directory" } });
  await until(() => own.received.find(({ type }) => type === "heartbeat-ack"));
});

test("however many connections of one person send as much as they may, the server holds what one person may, and serves others", async () => {
  const [budget, count, sentBytes] = [4 * mib, 24, 3 * mib];
  await using server = await startWatchedGateway({ maxHeldBytesOfOne: budget });
  const intruders = await Promise.all(Array.from({ length: count }, (_, index) => breakIn(server.port, `intruder-${String(index)}`)));
  await using bob = await connectFake(server.socketUrl, { connectionId: "of-bob" }, "bob");
  const piece = Buffer.alloc(sentBytes);
  const before = process.memoryUsage().arrayBuffers;
  const readBefore = server.ends.map((end) => end.bytesRead);

  for (const intruder of intruders) {
    intruder.write(frameHead(1, limits.maxFrameBytes));
    intruder.write(piece);
  }
  await until(() => {
    const areDone = server.ends
      .slice(0, count)
      .every((end, index) => end.isPaused() || end.bytesRead - (readBefore[index] ?? 0) > sentBytes);
    return areDone || undefined;
  });
  const grownBytes = process.memoryUsage().arrayBuffers - before;
  bob.send({ type: "heartbeat", seq: 1 });
  await until(() => bob.received.find(({ type }) => type === "heartbeat-ack"));

  expect(server.ends.filter((end) => end.isPaused()).length).toBeGreaterThan(count / 2);
  // Beside the budget and one message there is what each had sent when it was told to wait, and what the collector has not come to.
  expect(grownBytes).toBeLessThan((count * sentBytes) / 3);

  for (const intruder of intruders) intruder.destroy();
  await using own = await connectFake(server.socketUrl);
  own.send({ type: "unknown", more: "x".repeat(7 * mib) });
  own.send({ type: "heartbeat", seq: 1 });
  await until(() => own.received.find(({ type }) => type === "heartbeat-ack"));
});

test("where the agents of one person send more together than may be held, each of them is heard", async () => {
  await using server = await startWatchedGateway({ maxHeldBytesOfOne: mib / 2 });
  const names = Array.from({ length: 8 }, (_, index) => `agent-${String(index)}`);
  const agents = await Promise.all(names.map((connectionId) => connectFake(server.socketUrl, { connectionId })));

  for (const agent of agents) {
    agent.send({ type: "unknown", more: "x".repeat(mib) });
    agent.send({ type: "heartbeat", seq: 1 });
  }
  await Promise.all(agents.map((agent) => until(() => agent.received.find(({ type }) => type === "heartbeat-ack"))));

  await Promise.all(agents.map((agent) => agent[Symbol.asyncDispose]()));
});

test("one that asks without end and reads nothing makes nothing pile up", async () => {
  const [maxOfConnection, maxOfPerson] = [1_000_000, 1_000_000];
  await using server = await startWatchedGateway({ maxUnasked: { maxOfConnection, maxOfPerson } });
  const pinging = await breakIn(server.port, "pinging");
  const beating = await breakIn(server.port, "beating");
  for (const socket of [pinging, beating]) socket.pause();
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
  const text = Buffer.from(JSON.stringify({ type: "heartbeat", seq: 1 }));
  const beat = Buffer.concat([frameHead(1, text.length), text]);
  const [pingEnd] = server.ends;
  const pings = Buffer.alloc(ping.length * 8_000, ping);

  for (let sent = 0; sent < 24 * mib; sent += pings.length) {
    await new Promise<void>((resolve) => pinging.write(pings, () => resolve()));
    expect(pingEnd?.writableLength).toBeLessThan(256 * 1024);
  }
  const flood = setInterval(() => beating.writableLength < mib && beating.write(Buffer.alloc(beat.length * 8_000, beat)), 1);
  await server.untilOffline("beating").finally(() => clearInterval(flood));

  expect((await server.untilOnline("pinging")).connectionId).toBe("pinging");
  for (const socket of [pinging, beating]) socket.destroy();
});

test("an agent that sends what nobody asked for, without end, is turned away with a reason, and all of one person count together", async () => {
  await using server = await startTestGateway({ settings: { maxUnasked: { maxOfConnection: 50, maxOfPerson: 60 } } });
  await using first = await connectFake(server.socketUrl);
  await using second = await connectFake(server.socketUrl, { connectionId: "second" });
  await using bob = await connectFake(server.socketUrl, {}, "bob");

  for (let count = 0; count < 100; count += 1) first.send({ type: "result", id: "1-1", ok: true, value: {} });
  expect(await first.untilClosed()).toBe(1008);
  for (let count = 0; count < 10; count += 1) second.socket.ping();
  expect(await second.untilClosed()).toBe(1008);

  bob.send({ type: "heartbeat", seq: 1 });
  await until(() => bob.received.find(({ type }) => type === "heartbeat-ack"));
});

test("answers are not counted, however many were asked for", async () => {
  await using server = await startTestGateway({ settings: { maxUnasked: { maxOfConnection: 50, maxOfPerson: 50 } } });
  await using agent = await connectFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  for (let count = 1; count <= 100; count += 1) {
    const asked = link.request({ kind: "stat", path: "/x" }, { timeoutMs: 20_000 });
    const { id } = await agent.untilRequested(count);
    agent.send({ type: "result", id, ok: true, value: { stat: null } });
    expect(await asked).toEqual({ stat: null });
  }
});
