import { connect } from "node:net";

import { closeCodes, limits } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { expect, test } from "vitest";
import { WebSocket } from "ws";

import { connectFake, dialFake, plainHello } from "./testing/fake-agent.ts";
import { ada, InMemoryAgentRecords, startTestGateway, until } from "./testing/test-gateway.ts";

const stat = { kind: "stat", path: "/x" } as const;

test("an agent with a good token is welcomed, found, and announced", async () => {
  await using server = await startTestGateway();

  await using agent = await connectFake(server.socketUrl);

  expect(agent.welcome).toMatchObject({ version: 2, fence: 1, heartbeatMs: 20_000, deadlineMs: 60_000 });
  expect(await server.untilOnline("cluster")).toMatchObject({
    hostName: "login1",
    workDir: "/work",
    programs: ["sbatch"],
    userId: ada.userId,
  });
  expect(server.changes).toEqual([{ userId: ada.userId, connectionId: "cluster", agentId: "1-cluster", fence: 1, state: "online" }]);
});

test.each([
  ["no token", "", 401],
  ["a token of nobody", "Bearer eve", 401],
])("with %s nothing is upgraded", async (_what, authorization, status) => {
  await using server = await startTestGateway();

  expect(await statusOf(server.socketUrl, authorization)).toBe(status);
});

test("somebody with as many connections as one person may have is turned away, others are not, and what they close makes room", async () => {
  await using server = await startTestGateway({ settings: { maxConnectionsOfOne: 1 } });
  const first = await dialFake(server.socketUrl);

  const refused = await statusOf(server.socketUrl, "Bearer ada");
  await using _bob = await dialFake(server.socketUrl, "bob");
  await first[Symbol.asyncDispose]();

  expect(refused).toBe(429);
  await expect.poll(() => dialFake(server.socketUrl).then((again) => again[Symbol.asyncDispose]().then(() => "in"), String)).toBe("in");
});

test.each([
  ["a forbidden user", new AppError("auth.forbidden", "No."), 403],
  ["a storage that is away", new AppError("storage.unavailable", "Away."), 503],
  ["a fault of ours", new TypeError("x is not a function"), 500],
])("%s is told by its own status", async (_what, error, status) => {
  await using server = await startTestGateway({ authenticate: () => Promise.reject(error) });

  expect(await statusOf(server.socketUrl, "Bearer ada")).toBe(status);
});

test("another path is not upgraded, and a doubled slash is forgiven", async () => {
  await using server = await startTestGateway();

  expect(await statusOf(`ws://127.0.0.1:${String(server.port)}/elsewhere`, "Bearer ada")).toBe(404);
  expect(await statusOf(server.socketUrl.replace("/api/", "//api/"), "Bearer eve")).toBe(401);
});

test("a client that leaves while its token is checked does no harm", async () => {
  const checked = Promise.withResolvers<undefined>();
  await using server = await startTestGateway({ authenticate: () => checked.promise });
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET /api/postern/v1/agent/connect HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  socket.resetAndDestroy();

  checked.resolve(undefined);

  expect(await statusOf(server.socketUrl, "Bearer ada")).toBe(401);
});

test("an agent that says no hello is closed", async () => {
  await using server = await startTestGateway({ settings: { helloDeadlineMs: 50 } });
  await using agent = await dialFake(server.socketUrl);

  expect(await agent.untilClosed()).toBe(closeCodes.helloLate);
});

test.each([
  ["a heartbeat for a hello", { type: "heartbeat", seq: 1 }, closeCodes.protocol],
  ["a hello without members", { type: "hello" }, closeCodes.protocol],
  ["a version that nobody here speaks", { ...plainHello, versions: [99] }, closeCodes.versionUnsupported],
])("%s ends the connection with its own code", async (_what, message, code) => {
  await using server = await startTestGateway();
  await using agent = await dialFake(server.socketUrl);

  agent.send(message);

  expect(await agent.untilClosed()).toBe(code);
});

test("a message before the welcome ends the connection, and the record says that it left", async () => {
  const records = new InMemoryAgentRecords();
  const stored = Promise.withResolvers<void>();
  records.slowness = stored.promise;
  await using server = await startTestGateway({ records });
  await using agent = await dialFake(server.socketUrl);

  agent.send(plainHello);
  await until(() => (records.arrivals === 1 ? true : undefined));
  agent.send({ type: "heartbeat", seq: 1 });
  const code = await agent.untilClosed();
  stored.resolve();

  expect(code).toBe(closeCodes.protocol);
  await until(() => ([...records.rows.values()][0]?.state === "offline" ? true : undefined));
  expect(server.changes).toEqual([]);
});

test.each([
  [
    "text that is no JSON",
    (socket: WebSocket) => {
      socket.send("{");
    },
    closeCodes.protocol,
  ],
  [
    "a binary frame",
    (socket: WebSocket) => {
      socket.send(Buffer.from("{}"));
    },
    closeCodes.protocol,
  ],
  [
    "a second hello",
    (socket: WebSocket) => {
      socket.send(JSON.stringify(plainHello));
    },
    closeCodes.protocol,
  ],
  [
    "a frame beyond the limit",
    (socket: WebSocket) => {
      socket.send("x".repeat(limits.maxFrameBytes + 1));
    },
    closeCodes.tooLarge,
  ],
])("%s from a welcomed agent ends its connection and no other", async (_what, misbehave, code) => {
  await using server = await startTestGateway();
  await using other = await connectFake(server.socketUrl, { connectionId: "other" });
  await using agent = await connectFake(server.socketUrl);

  misbehave(agent.socket);

  expect(await agent.untilClosed()).toBe(code);
  await server.untilOffline("cluster");
  expect(other.socket.readyState).toBe(WebSocket.OPEN);
});

test("messages of a later version are ignored", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);

  agent.send({ type: "stream", id: "1" });
  agent.send({ type: "result", id: "nobody-asked", ok: true, value: {} });
  agent.send({ type: "heartbeat", seq: 7 });

  await until(() => agent.received.find((message) => message.type === "heartbeat-ack" && message.seq === 7));
});

test("an arrival that cannot be stored is turned away, and comes again", async () => {
  const records = new InMemoryAgentRecords();
  records.isAway = true;
  await using server = await startTestGateway({ records });
  await using agent = await dialFake(server.socketUrl);

  agent.send(plainHello);

  expect(await agent.untilClosed()).toBe(closeCodes.serverTrouble);
  expect(server.gateway.registry.size).toBe(0);
});

test("an agent of a person who has too many is turned away with a code of its own", async () => {
  await using server = await startTestGateway();
  server.records.isFull = true;
  const agent = await dialFake(server.socketUrl);
  agent.send(plainHello);

  expect(await agent.untilClosed()).toBe(closeCodes.tooMany);
});

test("an agent that answers no heartbeat is dead by the deadline", async () => {
  await using server = await startTestGateway({ settings: { heartbeatMs: 50, deadlineMs: 150 } });
  await using agent = await connectFake(server.socketUrl);

  expect(await agent.untilClosed()).toBe(closeCodes.heartbeatMissed);
  expect(server.gateway.registry.size).toBe(0);
});

test("an agent whose token was deleted is told so", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);

  server.gateway.registry.closeToken(ada.tokenId);

  expect(await agent.untilClosed()).toBe(closeCodes.tokenInvalid);
});

test("a token that ended beside this server ends its connection at the next heartbeat, and a storage that is away does not", async () => {
  let answer: () => Promise<boolean> = () => Promise.reject(new AppError("storage.unavailable", "Away."));
  let asked = 0;
  await using server = await startTestGateway({
    settings: { heartbeatMs: 20, deadlineMs: 60_000 },
    authenticate: () =>
      Promise.resolve({
        ...ada,
        isStillAllowed: () => {
          asked += 1;
          return answer();
        },
      }),
  });
  await using agent = await connectFake(server.socketUrl);
  await server.untilOnline("cluster");
  await until(() => (asked >= 3 ? true : undefined));
  const stayed = server.gateway.registry.size;

  answer = () => Promise.resolve(false);

  expect(await agent.untilClosed()).toBe(closeCodes.tokenInvalid);
  expect(stayed).toBe(1);
});

test("all agents of a person whose account ended are told", async () => {
  await using server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);
  await server.untilOnline("cluster");

  server.gateway.registry.closeUser(ada.userId);

  expect(await agent.untilClosed()).toBe(closeCodes.tokenInvalid);
});

test("a server that goes away tells every agent, and takes no more", async () => {
  const server = await startTestGateway();
  await using agent = await connectFake(server.socketUrl);
  await using silent = await dialFake(server.socketUrl);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));
  const lost = link.request(stat, { timeoutMs: 60_000 }).catch((error: unknown) => error);
  await agent.untilRequested();

  await server[Symbol.asyncDispose]();

  expect(await agent.untilClosed()).toBe(closeCodes.goingAway);
  expect(await silent.untilClosed()).toBe(closeCodes.goingAway);
  expect(await lost).toMatchObject({ code: "agent.gone" });
  expect([...server.records.rows.values()]).toMatchObject([{ state: "offline" }]);
});

function statusOf(url: string, authorization: string): Promise<number | undefined> {
  const socket = new WebSocket(url, { headers: authorization === "" ? {} : { authorization } });
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("open", () => {
      resolve(101);
      socket.terminate();
    });
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode);
      socket.terminate();
    });
  });
}
