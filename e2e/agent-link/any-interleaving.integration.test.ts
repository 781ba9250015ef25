import { ada } from "../../apps/server/src/agents/testing/test-gateway.ts";
import fc from "fast-check";
import { expect, test } from "vitest";

import { VirtualWorld } from "./virtual-world.ts";
import type { VirtualLink } from "./virtual-world.ts";

/** What can happen next. Numbers choose among what there is. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant("connect" as const), who: fc.nat(1), isYielding: fc.boolean() }) },
  // Most of the time networks work: the latest connection carries all that is on its way.
  { weight: 8, arbitrary: fc.constant({ act: "flow" } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant("deliver" as const),
      link: fc.nat(2),
      toAgent: fc.boolean(),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ act: fc.constant("ask" as const), timeoutMs: fc.constantFrom(1_000, 30_000, 600_000) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant("finish" as const), index: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("cancel" as const), index: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("break" as const), link: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("lose" as const), link: fc.nat(2), isAgent: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("wait" as const), ms: fc.constantFrom(100, 5_000, 20_000, 61_000) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("revoke" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const acts: { readonly [Act in Step["act"]]: (world: VirtualWorld, next: Extract<Step, { readonly act: Act }>) => unknown } = {
  connect: (world, { who, isYielding }) => world.connect(who, isYielding),
  flow: (world) => deliverAll(world, world.links.slice(-1)),
  deliver: (world, { link, toAgent, count }) => {
    const end = toAgent ? recent(world, link)?.agentEnd : recent(world, link)?.serverEnd;
    for (let left = count; left > 0; left -= 1) end?.deliver();
  },
  ask: (world, { timeoutMs }) => world.ask(timeoutMs),
  finish: (world, { index }) => world.underWay[index % world.underWay.length]?.(),
  cancel: (world, { index }) => world.asked.at(-1 - index)?.abort(),
  break: (world, { link }) => recent(world, link)?.agentEnd.break(),
  lose: (world, { link, isAgent }) => (isAgent ? recent(world, link)?.agentEnd : recent(world, link)?.serverEnd)?.lose(),
  wait: (world, { ms }) => world.clock.advance(ms),
  revoke: (world) => world.registry.closeUser(ada.userId),
};

/** The latest connections are the interesting ones; older ones may still have something on its way. */
function recent(world: VirtualWorld, age: number): VirtualLink | undefined {
  return world.links.at(-1 - age);
}

/** Until nothing is on its way on these connections. */
async function deliverAll(world: VirtualWorld, links: readonly VirtualLink[] = world.links): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    for (const end of links.flatMap(({ agentEnd, serverEnd }) => [agentEnd, serverEnd])) {
      for (let count = 0; count < 20; count += 1) end.deliver();
    }
    await world.settle();
  }
}

async function finishAll(world: VirtualWorld): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await deliverAll(world);
    for (const finish of world.underWay) finish();
  }
  await deliverAll(world);
}

test("in any order of events one agent serves, each request settles once, nothing is done twice, and in the end it works", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
      const world = new VirtualWorld(2);
      for (const next of steps) {
        await acts[next.act](world, next as never);
        await world.settle();
        expect(world.servingCount).toBeLessThanOrEqual(1);
      }

      // The network heals, one process dials, and it is asked.
      world.connect(0, false);
      await finishAll(world);
      world.ask(600_000);
      await finishAll(world);
      const last = [...world.acts.acts.values()].at(-1);
      // Nothing waits for ever: not for an agent that is away, and not for an answer.
      for (let minutes = 0; minutes < 12; minutes += 1) {
        world.clock.advance(61_000);
        await world.settle();
      }

      expect(last).toMatchObject({ instanceId: "process-0", outcomes: ["answered"] });
      expect(world.acts.faults).toEqual([]);
      expect(world.parked.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
