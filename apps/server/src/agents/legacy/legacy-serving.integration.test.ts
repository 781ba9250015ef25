import { AppError } from "@postern/domain";
import { expect, test } from "vitest";

import { bob, knowPeople, startTestGateway, until } from "../testing/test-gateway.ts";
import { connectLegacy } from "./testing/fake-legacy-agent.ts";

const beats = { heartbeatMs: 50, deadlineMs: 150 };
const stat = { kind: "stat", path: "/" } as const;

test("an agent says who it is, is asked for its machine, and serves its own person only", async () => {
  await using server = await startTestGateway();
  await using agent = await connectLegacy(server.port);

  const live = await server.untilOnline("cluster");
  const answer = server.gateway.registry.link(live).request(stat, { timeoutMs: 5_000 });
  await agent.obey(2);

  expect(live).toMatchObject({ kind: "legacy", userName: "ada", workDir: "/tmp", agentVersion: "0.5.5", programs: null });
  expect(live.hostName).not.toBe("127.0.0.1");
  expect(await answer).toMatchObject({ stat: { kind: "directory" } });
  expect(server.gateway.registry.findAgent({ connectionId: live.connectionId, owners: [bob.userId] })).toBeUndefined();
});

test("a spoilt answer is lost, and the next one is not", async () => {
  await using server = await startTestGateway();
  await using agent = await connectLegacy(server.port);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const spoilt = link.request(stat, { timeoutMs: 5_000 }).catch((error: unknown) => error);
  const { id } = await agent.untilCommand(2);
  agent.send({ "@type": "command-response", id, result: Buffer.from([0xff, 0xfe, 0x0a]).toString("base64"), exitStatus: 0 });
  expect(await spoilt).toMatchObject({ code: "agent.gone" });
  const next = link.request(stat, { timeoutMs: 5_000 });
  await agent.obey(3);

  expect(await next).toMatchObject({ stat: { kind: "directory" } });
});

test("a hundred at once go one after the other, and each gets its own answer", async () => {
  await using server = await startTestGateway();
  await using agent = await connectLegacy(server.port);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const answers = Array.from({ length: 100 }, (_, index) =>
    link.request({ kind: "run", words: ["echo", String(index)] }, { timeoutMs: 60_000 }),
  );
  let open = 0;
  for (let count = 2; count <= 101; count += 1) {
    await agent.untilCommand(count);
    open = Math.max(open, agent.received.filter((message) => message["@type"] === "command-request").length - (count - 1));
    const asked = /'echo' '(?<number>\d+)'/.exec((await agent.untilCommand(count)).command)?.groups?.["number"] ?? "";
    await agent.pretend(count, asked);
  }

  expect((await Promise.all(answers)).map(({ stdout }) => stdout.trim())).toEqual(answers.map((_, index) => String(index)));
  expect(open).toBe(1);
});

test("one that takes a command and never answers is reported, gets nothing more, and has to connect anew", async () => {
  await using server = await startTestGateway({ legacySettings: { ...beats, answerSlackMs: 50, stuckMs: 200 } });
  await using agent = await connectLegacy(server.port);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const [hanging, waiting] = [link.request(stat, { timeoutMs: 200 }), link.request(stat, { timeoutMs: 30_000 })].map((answer) =>
    answer.catch((error: unknown) => error),
  );
  await agent.untilCommand(2);

  expect(await hanging).toMatchObject({ code: "agent.gone" });
  expect(await waiting).toMatchObject({ code: "agent.busy" });
  expect(await agent.untilClosed()).toBe(1012);
  expect(agent.received.filter((message) => message["@type"] === "command-request")).toHaveLength(2);
  await expect(link.request(stat, { timeoutMs: 200 })).rejects.toMatchObject({ code: "agent.offline" });
});

test("a connection that breaks: what was sent is lost, what waited did not happen", async () => {
  await using server = await startTestGateway();
  await using agent = await connectLegacy(server.port);
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));
  const [sent, waiting] = [link.request(stat, { timeoutMs: 30_000 }), link.request(stat, { timeoutMs: 30_000 })].map((answer) =>
    answer.catch((error: unknown) => error),
  );
  await agent.untilCommand(2);

  agent.socket.terminate();

  expect(await sent).toMatchObject({ code: "agent.gone" });
  expect(await waiting).toMatchObject({ code: "agent.offline" });
});

test("heartbeats are answered, and the server sends its own", async () => {
  await using server = await startTestGateway({ legacySettings: beats });
  await using agent = await connectLegacy(server.port);
  await until(() => (agent.received.filter((message) => message["@type"] === "heartbeat").length > 2 ? true : undefined));

  expect((await server.untilOnline("cluster")).latencyMs).not.toBeNull();
});

test("one that is silent is given up, but not while it does a command", async () => {
  await using server = await startTestGateway({ legacySettings: beats });
  await using agent = await connectLegacy(server.port, { autoPong: false });
  const link = server.gateway.registry.link(await server.untilOnline("cluster"));

  const answer = link.request({ kind: "run", words: ["sleep", "1"] }, { timeoutMs: 10_000 });
  await agent.obey(2);

  expect(await answer).toMatchObject({ exitCode: 0 });
  expect(await agent.untilClosed()).toBe(1012);
  await server.untilOffline("cluster");
});

test("the token is looked at again: its end says so, trouble of the storage does not", async () => {
  let verdict: () => Promise<boolean> = () => Promise.reject(new AppError("storage.unavailable", "Away."));
  let asked = 0;
  const isStillAllowed = (): Promise<boolean> => {
    asked += 1;
    return verdict();
  };
  await using server = await startTestGateway({
    legacySettings: beats,
    authenticate: async (request) => {
      const admitted = await knowPeople(request);
      return admitted && { ...admitted, isStillAllowed };
    },
  });
  await using agent = await connectLegacy(server.port);
  await until(() => (asked > 3 ? true : undefined));
  expect(agent.socket.readyState).toBe(agent.socket.OPEN);

  verdict = () => Promise.resolve(false);

  expect(await agent.untilClosed()).toBe(4001);
});
