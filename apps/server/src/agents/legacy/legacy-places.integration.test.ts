import { AppError } from "@postern/domain";
import { expect, test } from "vitest";

import { connectFake } from "../testing/fake-agent.ts";
import { ada, InMemoryAgentRecords, startTestGateway, until } from "../testing/test-gateway.ts";
import { connectLegacy, dialLegacy } from "./testing/fake-legacy-agent.ts";

test("the newest serves; who had to give way to a living agent does not come back while that one lives", async () => {
  await using server = await startTestGateway();
  await using first = await connectLegacy(server.port);
  await server.untilOnline("cluster");
  await using second = await connectLegacy(server.port, { info: { workDir: "/" } });

  expect(await first.untilClosed()).toBe(1012);
  await expect(dialLegacy(server.port)).rejects.toThrow("409");
  second.socket.terminate();
  await server.untilOffline("cluster");
  await using again = await connectLegacy(server.port);

  expect((await server.untilOnline("cluster")).workDir).toBe("/tmp");
  expect(again.socket.readyState).toBe(again.socket.OPEN);
});

test("a connection that only looks alive never keeps the real agent out, however often that breaks", async () => {
  await using server = await startTestGateway({ legacySettings: { probeMs: 50 } });
  await using ghosts = new AsyncDisposableStack();
  for (let round = 1; round <= 5; round += 1) {
    ghosts.use(await connectLegacy(server.port, { autoPong: false }));
    await until(() => (server.records.arrivals === round ? true : undefined));
  }
  await using real = await connectLegacy(server.port);

  await until(() => (server.records.arrivals === 6 ? true : undefined));
  expect(real.socket.readyState).toBe(real.socket.OPEN);
});

test("who had to give way does not come back by this server while another one serves the name", async () => {
  let isElsewhere = true;
  await using server = await startTestGateway({ isServedElsewhere: () => Promise.resolve(isElsewhere) });
  await using first = await connectLegacy(server.port);
  await server.untilOnline("cluster");
  await using second = await connectLegacy(server.port);
  expect(await first.untilClosed()).toBe(1012);
  second.socket.terminate();
  await server.untilOffline("cluster");

  await expect(dialLegacy(server.port)).rejects.toThrow("409");
  isElsewhere = false;
  await using again = await connectLegacy(server.port);

  expect(await server.untilOnline("cluster", ada)).toMatchObject({ kind: "legacy" });
  expect(again.socket.readyState).toBe(again.socket.OPEN);
});

test("of one person, only so many wait for a place at one time", async () => {
  await using server = await startTestGateway({ legacySettings: { probeMs: 500, maxProbesOfOne: 1 } });
  await using silent = await connectLegacy(server.port, { autoPong: false });
  await server.untilOnline("cluster");
  await using dialled = new AsyncDisposableStack();
  const dial = async (): Promise<string> => {
    try {
      dialled.use(await dialLegacy(server.port));
      return "let in";
    } catch (error) {
      return String(error);
    }
  };

  const answers = await Promise.all([dial(), dial()]);

  expect(answers.toSorted()).toEqual([expect.stringContaining("429"), "let in"]);
  expect(await dial()).toBe("let in");
  expect(silent.socket.readyState).toBe(silent.socket.OPEN);
});

test("an agent of ours under the same name keeps its place against one that had to give way to it", async () => {
  await using server = await startTestGateway();
  await using old = await connectLegacy(server.port);
  await server.untilOnline("cluster");
  await using ours = await connectFake(server.socketUrl);

  expect(await old.untilClosed()).toBe(1012);
  await expect(dialLegacy(server.port)).rejects.toThrow("409");
  expect(ours.socket.readyState).toBe(ours.socket.OPEN);
});

test("one that its owner revoked is told so by no code that ends it, and is turned away without a look into the storage", async () => {
  class Revoking extends InMemoryAgentRecords {
    override connect(): ReturnType<InMemoryAgentRecords["connect"]> {
      this.arrivals += 1;
      return Promise.reject(new AppError("agent.revoked", "It was revoked."));
    }
  }
  await using server = await startTestGateway({ records: new Revoking() });
  await using agent = await connectLegacy(server.port);

  expect(await agent.untilClosed()).toBe(1008);
  await expect(dialLegacy(server.port)).rejects.toThrow("403");
  expect(server.records.arrivals).toBe(1);
});

test("no end of a connection uses the code that ends the agent for good", async () => {
  const codes: number[] = [];
  for (const end of ["going-away", "replaced", "token-invalid", "revoked"] as const) {
    await using server = await startTestGateway();
    await using agent = await connectLegacy(server.port);
    await server.untilOnline("cluster");
    server.gateway.registry.closeAll(end, "for the test");
    codes.push(await agent.untilClosed());
  }

  expect(codes).toEqual([1001, 1012, 4001, 1008]);
});

test("an arrival that cannot be stored is turned away, and comes again", async () => {
  await using server = await startTestGateway();
  server.records.isAway = true;
  await using agent = await connectLegacy(server.port);

  expect(await agent.untilClosed()).toBe(1011);
  server.records.isAway = false;
  await using again = await connectLegacy(server.port);

  expect(await server.untilOnline("cluster", ada)).toMatchObject({ kind: "legacy" });
  expect(again.socket.readyState).toBe(again.socket.OPEN);
});

test("one of a person who has too many is closed for a reason, and told before its next upgrade", async () => {
  await using server = await startTestGateway();
  server.records.isFull = true;
  await using agent = await connectLegacy(server.port);

  expect(await agent.untilClosed()).toBe(1008);
  await expect(dialLegacy(server.port)).rejects.toThrow("429");
});
