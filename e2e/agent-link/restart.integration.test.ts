import { createServer } from "node:http";
import type { Socket } from "node:net";

import { eventually, freePorts, seededRandom } from "@postern/testing";
import { expect, test } from "vitest";

import { InMemoryAgentRecords, startTestGateway } from "../../apps/server/src/agents/testing/test-gateway.ts";
import type { TestGateway } from "../../apps/server/src/agents/testing/test-gateway.ts";
import { askAgainAndAgain } from "./ask-again-and-again.ts";
import { LedgerOfActs } from "./ledger-of-acts.ts";
import { startLightAgent } from "./light-agent.ts";
import { TurningClock } from "./turning-clock.ts";

const patienceMs = 400_000;
const names = Array.from({ length: 1_000 }, (_, index) => `cluster-${String(index)}`);
const asked = names.filter((_, index) => index % 4 === 0);

interface KillableServer {
  readonly gateway: TestGateway;
  /** As the kernel does to a killed process: every socket is reset, nobody is told why, and nothing is written down. */
  kill(): Promise<void>;
}

async function startKillable(records: InMemoryAgentRecords, port: number, clock: TurningClock): Promise<KillableServer> {
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connection", (socket) => sockets.add(socket));
  const gateway = await startTestGateway({ records, port, clock, server });
  return {
    gateway,
    kill: async () => {
      for (const socket of sockets) socket.resetAndDestroy();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

test("a thousand agents are back after their server was killed, and every request is answered once or lost once", async () => {
  using clock = new TurningClock(100);
  const records = new InMemoryAgentRecords();
  const acts = new LedgerOfActs();
  const [port = 0] = await freePorts(1);
  let server: KillableServer | undefined = await startKillable(records, port, clock);
  const random = seededRandom(6);
  await using agents = new AsyncDisposableStack();
  const all = names.map((connectionId) => agents.use(startLightAgent({ connectionId, port, clock, random, acts, maxActMs: 2_000 })));
  const allOnline = () => server?.gateway.gateway.registry.size === names.length || undefined;
  await eventually("all are there", allOnline, patienceMs);
  const stop = new AbortController();
  const rest = { server: () => server?.gateway, clock, acts, timeoutMs: 30_000, pauseMs: 5_000 };
  const asking = asked.map((connectionId) => askAgainAndAgain({ ...rest, connectionId }, stop.signal));
  const isHalfDone = () => (acts.countOf("answered") > 200 && acts.underWay > 20) || undefined;
  await eventually("some have answered, and some are at work", isHalfDone, patienceMs);

  const killed = server;
  server = undefined;
  await killed.kill();
  const lost = acts.countOf("agent.gone");
  server = await startKillable(records, port, clock);
  await eventually("all are back", allOnline, patienceMs);
  const before = acts.countOf("answered");
  await eventually("they answer", () => acts.countOf("answered") > before + asked.length || undefined, patienceMs);
  stop.abort();
  await Promise.all(asking);
  await server.kill();

  expect(acts.faults).toEqual([]);
  expect(lost).toBeGreaterThan(0);
  expect(all.filter((agent) => agent.hasEnded)).toEqual([]);
  expect([...records.rows.values()].every((row) => row.fence >= 2)).toBe(true);
}, 900_000);
