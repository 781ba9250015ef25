import type { AddressInfo } from "node:net";

import { closeCodes, decodeAgentMessage, encodeMessage } from "@postern/agent-protocol";
import type { AgentMessage, Hello } from "@postern/agent-protocol";
import { eventually, ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import type { OperationDesk } from "../operations/operation-desk.ts";
import type { FileMachine } from "../streams/served-stream.ts";
import { keepServing } from "./keep-serving.ts";

const hello = {
  type: "hello",
  versions: [2],
  agentVersion: "0.0.0-test",
  instanceId: "instance-1",
  connectionId: "cluster",
  userName: "ada",
  hostName: "login1",
  workDir: "/work",
  programs: [],
  capabilities: ["resume", "cancel"],
} as const;
const heartbeats = { heartbeatMs: 20_000, deadlineMs: 60_000 } as const;
/** Streams have tests of their own. */
const noFiles: FileMachine = { openRead: () => expect.unreachable("it read"), openWrite: () => expect.unreachable("it wrote") };
const welcome = { type: "welcome", version: 2, fence: 4, ...heartbeats, serverVersion: "x", capabilities: [], awaited: [] } as const;

/** A server's end that does only what the test tells it to. Time moves only when the test moves it. */
async function startScene(answer: (id: string) => Promise<string> = () => new Promise(() => undefined), random: number = 0.999) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const sockets: WebSocket[] = [];
  const received: AgentMessage[] = [];
  server.on("connection", (socket) => {
    sockets.push(socket);
    socket.on("message", (data: Buffer) => received.push(decodeAgentMessage(data.toString())));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const clock = new ManualClock();
  const lines: string[] = [];
  const stopping = new AbortController();
  const { port } = server.address() as AddressInfo;
  const desk = { answer: ({ id }: { id: string }) => answer(id) } as unknown as OperationDesk;
  const connectUrl = `ws://127.0.0.1:${String(port)}/connect`;
  const rest = { origin: "http://test", accessToken: "t", trust: undefined, random: () => random, say: (line: string) => lines.push(line) };
  const serving = keepServing({ ...rest, connectUrl, hello, desk, files: noFiles, clock }, stopping.signal);
  const hellos = (): readonly Hello[] => received.filter((message) => message.type === "hello");
  return {
    clock,
    lines,
    received,
    stopping,
    serving,
    untilHello: (count: number) => eventually(`hello ${String(count)}`, () => hellos()[count - 1]),
    socket: (count: number) => eventually(`socket ${String(count)}`, () => sockets[count - 1]),
    untilReceived: (type: AgentMessage["type"]) => eventually(type, () => received.find((message) => message.type === type)),
    untilSaid: (text: string) => eventually(text, () => lines.find((line) => line.includes(text))),
    [Symbol.asyncDispose]: async () => {
      stopping.abort("the test is over");
      for (const socket of sockets) socket.terminate();
      await serving;
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("an agent that was replaced yields, long, and until somebody welcomes it", async () => {
  await using scene = await startScene();
  expect((await scene.untilHello(1)).isYielding).toBe(false);
  (await scene.socket(1)).close(closeCodes.replaced, "replaced");
  expect(await scene.untilSaid("waiting")).toContain("120 s: another agent serves");

  scene.clock.advance(120_000);
  expect((await scene.untilHello(2)).isYielding).toBe(true);
  (await scene.socket(2)).terminate();
  await scene.untilSaid("connection lost");
  scene.clock.advance(120_000);
  expect((await scene.untilHello(3)).isYielding).toBe(true);
  const third = await scene.socket(3);
  third.send(encodeMessage(welcome));
  await scene.untilSaid("connected to");
  third.terminate();
  await eventually("the loss is said again", () => scene.lines.filter((line) => line.includes("connection lost")).length === 2);
  scene.clock.advance(120_000);

  expect((await scene.untilHello(4)).isYielding).toBe(false);
});

test("one reason is said once, however often it comes", async () => {
  await using scene = await startScene(undefined, 0);
  for (let count = 1; count <= 3; count += 1) {
    await scene.untilHello(count);
    (await scene.socket(count)).close(closeCodes.serverTrouble, "trouble");
    await eventually("the agent waits", () => {
      scene.clock.advance(0);
      return scene.received.filter((message) => message.type === "hello").length > count;
    });
  }

  expect(scene.lines.filter((line) => line.includes("trouble"))).toHaveLength(1);
});

test("heartbeats of the server are answered", async () => {
  await using scene = await startScene();
  await scene.untilHello(1);
  const socket = await scene.socket(1);
  socket.send(encodeMessage(welcome));

  socket.send(encodeMessage({ type: "heartbeat", seq: 9 }));

  expect(await scene.untilReceived("heartbeat-ack")).toMatchObject({ seq: 9 });
});

test("a request of another fence is not done, and says that it was not", async () => {
  await using scene = await startScene(() => expect.unreachable("it was done"));
  await scene.untilHello(1);
  const socket = await scene.socket(1);
  socket.send(encodeMessage(welcome));

  socket.send(encodeMessage({ type: "request", id: "3-1", fence: 3, timeoutMs: 1_000, operation: { kind: "stat", path: "/" } }));

  expect(await scene.untilReceived("result")).toMatchObject({ id: "3-1", ok: false, error: { code: "agent.offline" } });
});

test("an id that is under way is not done twice", async () => {
  const done: string[] = [];
  const release = Promise.withResolvers<void>();
  await using scene = await startScene(async (id) => {
    done.push(id);
    await release.promise;
    return encodeMessage({ type: "result", id, ok: true, value: {} });
  });
  await scene.untilHello(1);
  const socket = await scene.socket(1);
  const request = encodeMessage({ type: "request", id: "4-1", fence: 4, timeoutMs: 1_000, operation: { kind: "stat", path: "/" } });
  socket.send(encodeMessage(welcome));

  socket.send(request);
  socket.send(request);
  socket.send(encodeMessage({ type: "heartbeat", seq: 1 }));
  await scene.untilReceived("heartbeat-ack");
  release.resolve();

  await scene.untilReceived("result");
  expect(done).toEqual(["4-1"]);
});

test.each([
  ["text that is no JSON", "{"],
  ["a request before the welcome", encodeMessage({ type: "request", id: "1", fence: 1, timeoutMs: 1, operation: {} })],
])("%s ends the connection, and the agent dials again", async (_what, frame) => {
  await using scene = await startScene();
  await scene.untilHello(1);

  (await scene.socket(1)).send(frame);

  await scene.untilSaid("waiting");
  scene.clock.advance(60_000);
  await scene.untilHello(2);
});

test("a server that never says welcome is given up", async () => {
  await using scene = await startScene();
  await scene.untilHello(1);

  scene.clock.advance(30_000);

  await scene.untilSaid("does not say welcome");
});

test("told to end while connected, it says goodbye", async () => {
  await using scene = await startScene();
  await scene.untilHello(1);
  (await scene.socket(1)).send(encodeMessage(welcome));
  await scene.untilSaid("connected to");

  scene.stopping.abort("SIGTERM");
  await scene.serving;

  expect(await scene.untilReceived("goodbye")).toMatchObject({ reason: "SIGTERM" });
});
