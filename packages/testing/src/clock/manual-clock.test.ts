import { expect, test } from "vitest";
import { ManualClock } from "./manual-clock.ts";

test("time stands still until it is moved", () => {
  const clock = new ManualClock(1000);

  expect([clock.now(), clock.now()]).toEqual([1000, 1000]);
  clock.advance(5);
  expect(clock.now()).toBe(1005);
});

test("sleepers wake when their time has come, in the order of their waking", async () => {
  const clock = new ManualClock();
  const woken: string[] = [];
  const late = clock.sleep(20).then(() => woken.push("late"));
  const early = clock.sleep(10).then(() => woken.push("early"));
  const never = clock.sleep(31).then(() => woken.push("never"));

  clock.advance(30);
  await Promise.all([late, early]);

  expect(woken).toEqual(["early", "late"]);
  expect(clock.sleeperCount).toBe(1);
  clock.advance(1);
  await never;
});

test("a signal wakes its sleeper, once, and one that was given before lets nobody sleep", async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const asleep = clock.sleep(10, stop.signal);

  stop.abort();
  await asleep;
  await clock.sleep(10, stop.signal);

  expect(clock.sleeperCount).toBe(0);
  clock.advance(10);
});
