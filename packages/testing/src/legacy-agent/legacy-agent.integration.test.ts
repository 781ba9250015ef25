import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createPlainServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import { ensureDebianPackages } from "../debian-packages.ts";
import { eventually } from "../eventually.ts";
import { startLegacyAgent } from "./legacy-agent-process.ts";

type Message = Readonly<Record<string, unknown>>;

let folder = "";
beforeAll(async () => {
  await ensureDebianPackages(["openssl"]);
  folder = await mkdtemp(join(tmpdir(), "postern-legacy-agent-"));
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", ...names, ...files], {
    stdio: "ignore",
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A server that does what the test tells it to, and remembers all that it was asked. */
async function startServer(statusOf: (path: string) => number = () => 200, apiVersion = "1.57.0") {
  const asked: string[] = [];
  const sockets: WebSocket[] = [];
  const messages: Message[] = [];
  const note = ({ url = "", headers }: IncomingMessage): string => {
    asked.push(`${url} ${headers.authorization ?? ""}`);
    return url;
  };
  const [key, cert] = await Promise.all([readFile(join(folder, "key.pem")), readFile(join(folder, "cert.pem"))]);
  const server = createServer({ key, cert }, (request, response) => {
    response.statusCode = statusOf(note(request));
    response.end(JSON.stringify({ serviceInfo: { apiVersion } }));
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    note(request);
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.push(webSocket);
      webSocket.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    asked,
    messages,
    url: `https://localhost:${String((server.address() as AddressInfo).port)}/api`,
    untilSocket: (count: number) => eventually(`socket ${String(count)} is open`, () => sockets[count - 1]),
    untilAnswer: (id: string) => eventually(`the answer to ${id}`, () => messages.find((message) => message["id"] === id)),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const start = (url: string, env: Readonly<Record<string, string>> = {}) =>
  startLegacyAgent({ connectionId: "cluster", url, token: "secret", workDir: folder, authorityPath: join(folder, "cert.pem"), env });
const ask = (socket: WebSocket, id: string, command: string): void => {
  socket.send(JSON.stringify({ "@type": "command-request", id, command }));
};
const textOf = (answer: Message): string => Buffer.from(String(answer["result"]), "base64").toString();

test.concurrent("it asks in the order of the incumbent, says who it is, runs a shell line, and mixes what that prints", async () => {
  await using server = await startServer();
  await using agent = await start(server.url, { TOWER_AGENT_HEARTBEAT: "1", USER: "ada" });
  const socket = await server.untilSocket(1);

  ask(socket, "req-1", "echo out; echo err >&2; exit 3");
  const answer = await server.untilAnswer("req-1");
  await eventually("a heartbeat", () => server.messages.find((message) => message["@type"] === "heartbeat"));

  expect(server.asked).toEqual(["/api/service-info", "/api/user", "/api/agent/cluster/connect"].map((path) => `${path} Bearer secret`));
  expect(server.messages[0]).toEqual({ "@type": "info", userName: "ada", workDir: folder, agentVersion: "0.5.5" });
  expect(answer).toEqual({
    "@type": "command-response",
    id: "req-1",
    result: Buffer.from("out\nerr\n").toString("base64"),
    exitStatus: 3,
    resultAsString: "out\nerr\n",
  });
  expect(agent.exitCode).toBeUndefined();
});

test.concurrent("it cuts its output without a sign, does one command at a time, and hears no ping meanwhile", async () => {
  await using server = await startServer();
  await using _agent = await start(server.url);
  const socket = await server.untilSocket(1);
  const order: string[] = [];
  socket.on("pong", () => order.push("pong"));
  socket.on("message", (data: Buffer) => order.push(String((JSON.parse(data.toString()) as { readonly id?: string }).id)));
  const started = join(folder, "started");

  ask(socket, "long", `touch '${started}'; sleep 1; head -c 11000000 /dev/zero | tr '\\0' x`);
  ask(socket, "next", "echo next");
  await eventually("the command runs", () => existsSync(started));
  socket.ping();
  await server.untilAnswer("next");
  await eventually("the pong", () => order.includes("pong"));

  expect(order.filter((name) => name !== "undefined")[0]).toBe("long");
  expect(textOf(await server.untilAnswer("long"))).toHaveLength(10_485_760 - 100);
});

test.concurrent("a process that outlives its output by ten seconds is an error", async () => {
  await using server = await startServer();
  await using _agent = await start(server.url);
  const socket = await server.untilSocket(1);

  ask(socket, "stays", "exec >&- 2>&-; sleep 30");

  expect(await server.untilAnswer("stays")).toMatchObject({ exitStatus: 1, resultAsString: "process hasn't exited" });
});

test.concurrent("every close but one brings it back after two seconds, with its token checked anew; 4000 ends it", async () => {
  await using server = await startServer();
  await using agent = await start(server.url);

  (await server.untilSocket(1)).close(4001);
  (await server.untilSocket(2)).close(1012);
  (await server.untilSocket(3)).send(JSON.stringify({ type: "heartbeat" }));
  (await server.untilSocket(4)).close(4000);

  expect(await agent.untilExit()).toBe(255);
  expect(server.asked.filter((line) => line.startsWith("/api/user"))).toHaveLength(4);
});

test.concurrent.each([401, 503])("a %i for its user ends it, whatever the reason", async (status) => {
  await using server = await startServer((path) => (path === "/api/user" ? status : 200));
  await using agent = await start(server.url);

  expect(await agent.untilExit()).toBe(1);
  expect(server.asked).toHaveLength(2);
});

test.concurrent("a server that is away is waited for, and one that is too old is not", async () => {
  let isAway = true;
  await using server = await startServer(() => (isAway ? 503 : 200));
  await using agent = await start(server.url);
  await eventually("it has asked twice", () => server.asked.length >= 2);
  isAway = false;
  await server.untilSocket(1);
  await using old = await startServer(() => 200, "1.7.9");
  await using other = await start(old.url);

  expect(await other.untilExit()).toBe(1);
  expect(agent.exitCode).toBeUndefined();
});

test.concurrent("a server without encryption is asked about the token, and then refused", async () => {
  const asked: string[] = [];
  const plain = createPlainServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("{}");
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  await using agent = await start(`http://127.0.0.1:${String((plain.address() as AddressInfo).port)}/api`);

  expect(await agent.untilExit()).toBe(1);
  plain.closeAllConnections();
  plain.close();
  expect(asked).toEqual(["/api/service-info", "/api/user"]);
});
