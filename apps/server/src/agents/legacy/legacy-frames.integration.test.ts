import { AppError } from "@postern/domain";
import { expect, test } from "vitest";

import { startTestGateway } from "../testing/test-gateway.ts";
import { connectLegacy, dialLegacy, plainInfo } from "./testing/fake-legacy-agent.ts";

const stat = { kind: "stat", path: "/" } as const;

test("no command is sent before the agent has said who it is", async () => {
  await using server = await startTestGateway();
  await using agent = await dialLegacy(server.port);
  agent.send({ "@type": "heartbeat" });
  agent.send({ "@type": "command-response", id: "1", result: "", exitStatus: 0 });
  agent.socket.ping();
  await new Promise((resolve) => agent.socket.once("pong", resolve));

  expect(agent.received).toEqual([]);
  agent.send(plainInfo);
  await agent.untilCommand(1);
});

test.each([
  ["no token", "", 401],
  ["a wrong token", "nobody", 401],
])("%s is refused before a frame is read", async (_, token, status) => {
  await using server = await startTestGateway();

  await expect(dialLegacy(server.port, "cluster", token)).rejects.toThrow(String(status));
  expect(server.records.arrivals).toBe(0);
});

test("a token of a narrower kind is refused, and a storage that is away is no refusal of the token", async () => {
  const refusing = (refusal: AppError) => startTestGateway({ authenticate: () => Promise.reject(refusal) });
  await using narrow = await refusing(new AppError("auth.token_scope", "No agent can be started with it."));
  await using away = await refusing(new AppError("storage.unavailable", "The disk is full."));

  await expect(dialLegacy(narrow.port)).rejects.toThrow("403");
  await expect(dialLegacy(away.port)).rejects.toThrow("503");
});

test.each(["a%20b", "a%00b", "%ff", "x".repeat(129)])("the connection ID %s is refused", async (connectionId) => {
  await using server = await startTestGateway();

  await expect(dialLegacy(server.port, connectionId)).rejects.toThrow("400");
});

test.each([
  ["malformed", "{"],
  ["without a kind", JSON.stringify({ type: "info" })],
  ["of a wrong form", JSON.stringify({ ...plainInfo, workDir: "relative" })],
  ["binary", Buffer.from([0xff, 0x00])],
])("a frame that is %s ends the connection with a code that lets the agent come again", async (_, frame) => {
  await using server = await startTestGateway();
  await using agent = await dialLegacy(server.port);

  agent.socket.send(frame);

  expect(await agent.untilClosed()).toBe(1002);
});

test("a frame beyond the limit ends the connection, and frames of one byte do not", async () => {
  await using server = await startTestGateway();
  await using agent = await dialLegacy(server.port);
  const text = JSON.stringify(plainInfo);

  for (const [index, byte] of [...text].entries()) agent.socket.send(byte, { fin: index === text.length - 1 });
  await agent.obey(1);
  await server.untilOnline("cluster");
  agent.socket.send(" ".repeat(41 * 1024 * 1024));

  expect(await agent.untilClosed()).toBe(1009);
  await server.untilOffline("cluster");
});

test("what is unknown, repeated or out of order changes nothing", async () => {
  await using server = await startTestGateway();
  await using agent = await connectLegacy(server.port);
  const live = await server.untilOnline("cluster");
  agent.send({ "@type": "metrics", load: 1 });
  agent.send({ ...plainInfo, userName: "mallory" });
  agent.send({ "@type": "command-response", id: "1", result: "", exitStatus: 0 });
  agent.send({ "@type": "command-response", id: "99", result: "", exitStatus: 0 });

  const answer = server.gateway.registry.link(live).request(stat, { timeoutMs: 5_000 });
  await agent.obey(2);

  expect(await answer).toMatchObject({ stat: { kind: "directory" } });
  expect((await server.untilOnline("cluster")).userName).toBe("ada");
});

test("one that says nothing is not waited for", async () => {
  await using server = await startTestGateway({ legacySettings: { infoDeadlineMs: 50 } });
  await using agent = await dialLegacy(server.port);

  expect(await agent.untilClosed()).toBe(1002);
});
