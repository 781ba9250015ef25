import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentConnectPath, closeCodes } from "@postern/agent-protocol";
import type { AgentEventsResponse, DescribeAgentResponse } from "@postern/contracts";
import { toConnectionId, toTokenId } from "@postern/domain";
import type { NatsFixture } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { TestPerson, TestServer } from "../../testing/test-server.ts";
import { aliveAt, startTwoServers } from "../../testing/two-servers.fixture.ts";
import type { LiveAgent } from "../ports.ts";
import { connectFake, dialFake, plainHello } from "../testing/fake-agent.ts";
import type { FakeAgent } from "../testing/fake-agent.ts";
import { until } from "../testing/test-gateway.ts";

const made = new AsyncDisposableStack();
let nats: NatsFixture;
let flags: Readonly<Record<string, string>>;
let one: TestServer;
let two: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  const servers = made.use(await startTwoServers());
  ({ ada, flags, nats, one, two } = servers);
}, 120_000);

afterAll(() => made.disposeAsync());

const socketOf = (url: string): string => `${url.replace("http", "ws")}${agentConnectPath}`;
const connect = (server: TestServer, connectionId: string, token = ada.token) => connectFake(socketOf(server.url), { connectionId }, token);
const stat = { kind: "stat", path: "/x" } as const;
const patient = { timeoutMs: 60_000 };

async function findAt({ server }: TestServer, connectionId: string): Promise<LiveAgent> {
  const wanted = { connectionId: toConnectionId(connectionId), owners: [ada.userId] };
  await expect.poll(() => server.services.directory.findAgent(wanted), { timeout: 40_000 }).toBeDefined();
  return (await server.services.directory.findAgent(wanted)) ?? expect.fail("the agent has gone again");
}

const ask = (server: TestServer, agent: LiveAgent) => server.server.services.directory.link(agent).request(stat, patient);

async function answerNext(agent: FakeAgent, count = 1): Promise<void> {
  const { id } = await agent.untilRequested(count);
  agent.send({ type: "result", id, ok: true, value: { stat: null } });
}

async function agentIdOf(server: TestServer, connectionId: string): Promise<string> {
  const { json } = await server.call(`/api/postern/v1/agents?connectionId=${connectionId}`, { token: ada.token });
  return (json as unknown as { agents: { id: string }[] }).agents[0]?.id ?? expect.fail("the agent is not listed");
}

test("an agent that is connected to one server works for the other, and is shown there", async () => {
  await using agent = await connect(one, "far");
  const live = await findAt(two, "far");

  const asked = ask(two, live);
  await answerNext(agent);
  const id = await agentIdOf(two, "far");
  const { json } = await two.call(`/api/postern/v1/agents/${id}`, { token: ada.token });

  expect(await asked).toEqual({ stat: null });
  expect(live).toMatchObject({ hostName: "login1", connectionId: "far" });
  expect(json as unknown as DescribeAgentResponse).toMatchObject({
    agent: { id, isOnline: true, state: "online" },
    programs: ["sbatch"],
    commands: [{ kind: "stat", what: "/x", outcome: "ok" }],
  });
});

test("an answer as large as an agent may give comes whole through the bus, and an agent's refusal as what it is", async () => {
  await using agent = await connect(one, "large");
  const link = two.server.services.directory.link(await findAt(two, "large"));
  const bytes = Buffer.alloc(4 * 1024 * 1024, "postern");

  const read = link.request({ kind: "read", path: "/x", offset: 0, maxBytes: bytes.byteLength }, patient);
  const refused = link.request(stat, patient).catch((error: unknown) => error);
  const requests = [await agent.untilRequested(1), await agent.untilRequested(2)];
  for (const { id, operation } of requests) {
    if ((operation as { kind: string }).kind === "read")
      agent.send({ type: "result", id, ok: true, value: { bytes: bytes.toString("base64"), offset: 0, fileSizeBytes: bytes.byteLength } });
    else agent.send({ type: "result", id, ok: false, error: { code: "file.failed", message: "Permission denied." } });
  }

  expect(Buffer.compare(Buffer.from((await read).bytes), bytes)).toBe(0);
  expect(await refused).toMatchObject({ code: "file.failed", message: "Permission denied." });
});

test("an agent that moves is served by the newest connection alone, and a second one that yields is turned away everywhere", async () => {
  await using older = await connect(one, "moving");
  await findAt(two, "moving");

  await using newer = await connect(two, "moving");
  // Until the other server has heard of it, it asks the older one, and says that this one went.
  expect(await older.untilClosed()).toBe(closeCodes.replaced);
  const asked = ask(one, await findAt(one, "moving"));
  await answerNext(newer);

  expect(await asked).toEqual({ stat: null });
  expect(older.requests).toEqual([]);
  const yielding = await dialFake(socketOf(one.url), ada.token);
  yielding.send({ ...plainHello, connectionId: "moving", isYielding: true, instanceId: "other" });
  expect(await yielding.untilClosed()).toBe(closeCodes.replaced);
});

test("a token that ends at one server, and a revocation there, cut off the agents of the other", async () => {
  const { tokens } = two.server.services;
  const { text, token } = await tokens.create(ada.userId, "of the agent");
  await using held = await connect(one, "by-token", text);
  await using revoked = await connect(one, "revoked");
  const id = await agentIdOf(two, "revoked");

  await tokens.remove(ada.userId, toTokenId(token.id));
  const { status } = await two.call(`/api/postern/v1/agents/${id}/revoke`, { method: "POST", token: ada.token });

  expect(status).toBe(204);
  expect([await held.untilClosed(), await revoked.untilClosed()]).toEqual([closeCodes.tokenInvalid, closeCodes.revoked]);
  for (const { url } of [one, two]) {
    const again = await dialFake(socketOf(url), ada.token);
    again.send({ ...plainHello, connectionId: "revoked" });
    expect(await again.untilClosed()).toBe(closeCodes.revoked);
  }
});

test("while NATS is away, what is under way is lost and said so; afterwards everything is as before", async () => {
  await using agent = await connect(one, "bus");
  const live = await findAt(two, "bus");
  const lost = ask(two, live).catch((error: unknown) => error);
  await agent.untilRequested();

  await nats.restart();

  expect(await lost).toMatchObject({ code: "agent.gone" });
  const again = ask(two, await findAt(two, "bus"));
  await answerNext(agent, 2);
  expect(await again).toEqual({ stat: null });
});

test("a server that is killed takes what it was doing along; its agents come to another one, or are written down as gone", async () => {
  const killed = await startProcess();
  await using agent = await connectFake(socketOf(killed.url), { connectionId: "killed" }, ada.token);
  await using orphan = await connectFake(socketOf(killed.url), { connectionId: "orphan" }, ada.token);
  const [live, { id: orphanId }] = [await findAt(two, "killed"), await findAt(two, "orphan")];
  const lost = ask(two, live).catch((error: unknown) => error);
  await agent.untilRequested();

  killed.child.kill("SIGKILL");

  expect(await lost).toMatchObject({ code: "agent.gone" });
  await expect(ask(two, live)).rejects.toMatchObject({ code: "agent.offline" });
  await using back = await connect(one, "killed");
  const asked = ask(two, await findAt(two, "killed"));
  await answerNext(back);
  expect(await asked).toEqual({ stat: null });

  await orphan.untilClosed();
  const { agentConnectionReconciler, database, presence } = two.server.services;
  // Long ago: one that has just come may not be entered yet.
  await database.query.updateTable("agents").set({ connected_at: 1 }).where("id", "=", orphanId).execute();
  await expect.poll(() => aliveAt(two) === 2 && presence.isSettled, { timeout: 40_000 }).toBe(true);
  await agentConnectionReconciler.step(new AbortController().signal);
  const { json } = await two.call(`/api/postern/v1/agents/${orphanId}/events`, { token: ada.token });
  expect((json as unknown as AgentEventsResponse).events[0]).toMatchObject({
    kind: "disconnected",
    reason: "the server that held it stopped",
  });
});

/** A third server, which can be killed. */
async function startProcess(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const dataDir = await mkdtemp(join(tmpdir(), "postern-killed-"));
  const program = new URL("../../testing/serve-here.fixture.ts", import.meta.url).pathname;
  const own = { ...flags, "data-dir": dataDir, "web-dir": dataDir, listen: "127.0.0.1:0", "requests-per-second": "0" };
  const words = ["--conditions=source", program, JSON.stringify(own)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  made.defer(async () => {
    child.kill("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const before = aliveAt(two);
  await until(() => (aliveAt(two) >= Math.max(before, 3) ? true : undefined));
  return { url: line.toString().trim(), child };
}
