import { eventually, seededRandom, startFlakyProxy } from "@postern/testing";
import { expect, test } from "vitest";

import { startTestGateway } from "../../apps/server/src/agents/testing/test-gateway.ts";
import { askAgainAndAgain } from "./ask-again-and-again.ts";
import { LedgerOfActs } from "./ledger-of-acts.ts";
import { startLightAgent } from "./light-agent.ts";
import { TurningClock } from "./turning-clock.ts";

/** It takes some ten seconds of one core. On a machine that has much else to do, that is long. */
const patienceMs = 400_000;
const wantedDrops = 1_000;
const names = Array.from({ length: 120 }, (_, index) => `cluster-${String(index)}`);

/** What passes of the time of the product while the event loop comes round once. Its limits are the real ones. */
const stepMs = 250;
const troubles = ["freeze", "freeze", "freeze", "freeze", "freeze", "freeze", "cut", "delay"] as const;
const seed = 20_261_128;

test("a thousand half-open connections end no agent, do nothing twice, and let no request be forgotten", async () => {
  using clock = new TurningClock(stepMs);
  const acts = new LedgerOfActs();
  await using server = await startTestGateway({ clock, settings: { heartbeatMs: 5_000, deadlineMs: 15_000 } });
  const random = seededRandom(seed);
  await using proxy = await startFlakyProxy({
    targetPort: server.port,
    random,
    troubles,
    maxBytes: 4_000,
  });
  // Back-off has tests of its own; here nobody waits long.
  const soon = (): number => random() / 10;
  const start = (connectionId: string) => startLightAgent({ connectionId, port: proxy.port, clock, random: soon, acts, maxActMs: 20_000 });
  await using agents = new AsyncDisposableStack();
  const alone = names.map((name) => agents.use(start(name)));
  // Under every tenth name two processes dial, and each is fenced off again and again.
  const rivals = names.filter((_, index) => index % 10 === 0).map((name) => agents.use(start(name)));
  const stop = new AbortController();
  const rest = { server: () => server, clock, acts, timeoutMs: 60_000, pauseMs: 1_000 };
  const asking = names.flatMap((connectionId) => [1, 2].map(() => askAgainAndAgain({ ...rest, connectionId }, stop.signal)));

  await eventually("a thousand connections froze", () => proxy.struck.freeze >= wantedDrops || undefined, patienceMs);
  proxy.calm();
  const before = acts.acts.size;
  await eventually(
    "every name is served again",
    () => {
      const answered = new Set(
        [...acts.acts.values()]
          .slice(before)
          .filter((act) => act.outcomes.includes("answered"))
          .map((act) => act.instanceId),
      );
      return answered.size >= names.length || undefined;
    },
    patienceMs,
  );
  stop.abort();
  await Promise.all(asking);

  expect(acts.faults).toEqual([]);
  expect([...alone, ...rivals].filter((agent) => agent.hasEnded)).toEqual([]);
  expect(acts.countOf("answered")).toBeGreaterThan(wantedDrops);
}, 900_000);
