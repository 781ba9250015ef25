import { InProcessBus } from "@postern/bus";
import { silentLogger } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import { ServerPresence } from "./server-presence.ts";

class SharedBus extends InProcessBus {
  override readonly reachesOthers = true as never;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("servers know of each other at once, and that one is gone when it says so or is silent", async () => {
  const clock = new ManualClock();
  const bus = new SharedBus(silentLogger, clock);
  await using one = new ServerPresence("one", { bus, clock });
  await using silent = new ServerPresence("silent", { bus: new SharedBus(silentLogger, clock), clock });
  expect([one.isSettled, one.hasOthers]).toEqual([false, true]);
  const leaver = new ServerPresence("leaver", { bus, clock });
  bus.publish("servers.beat", { serverId: "crashed", isLeaving: false });
  await settle();
  const [left, crashed, never] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  one.onGone("leaver", left);
  one.onGone("crashed", crashed);
  one.onGone(silent.serverId, never);

  await leaver[Symbol.asyncDispose]();
  await settle();
  expect(one.listAlive()).toEqual(["one", "crashed"]);
  expect([left.mock.calls.length, crashed.mock.calls.length, never.mock.calls.length]).toEqual([1, 0, 1]);
  for (let beat = 0; beat < 5; beat += 1) {
    clock.advance(2_000);
    await settle();
  }

  expect(one.listAlive()).toEqual(["one"]);
  expect([one.isSettled, one.hasOthers]).toEqual([true, false]);
  expect(crashed).toHaveBeenCalledOnce();
});

test("alone, a server is settled at once and says nothing", async () => {
  const bus = new InProcessBus(silentLogger, new ManualClock());
  const heard: unknown[] = [];
  bus.subscribe("servers.beat", (payload) => heard.push(payload));
  await using one = new ServerPresence("one", { bus, clock: new ManualClock() });
  await settle();

  expect([one.isSettled, one.isAlive("one"), heard]).toEqual([true, true, []]);
  expect(one.hasOthers).toBe(false);
});
