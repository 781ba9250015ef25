import { expect, test } from "vitest";
import { firstCheckAt, nextCheckAt } from "./next-check.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;
const exactly = (everyMs: number) => ({ everyMs, random: () => 0.5 });

test("after a look that found all well the next one is an interval later", () => {
  expect(nextCheckAt(exactly(6 * hourMs), { now: 1000, failures: 0 })).toBe(1000 + 6 * hourMs);
});

test("after trouble it is sooner, then less and less often, and never later than usual", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => (nextCheckAt(exactly(6 * hourMs), { now: 0, failures }) ?? 0) / minuteMs);

  expect(delays).toEqual([10, 20, 40, 80, 160, 320, 360, 360]);
});

test("it is spread by a tenth to either side", () => {
  const at = (random: number) => nextCheckAt({ everyMs: 10 * hourMs, random: () => random }, { now: 0, failures: 0 });

  expect([at(0), at(1)]).toEqual([9 * hourMs, 11 * hourMs]);
});

test("what was never looked at is spread over a whole interval", () => {
  expect([0, 0.5, 1].map((random) => firstCheckAt({ everyMs: 6 * hourMs, random: () => random }, 0))).toEqual([0, 3 * hourMs, 6 * hourMs]);
});

test("without an interval nothing is looked at by itself", () => {
  expect(nextCheckAt(exactly(0), { now: 0, failures: 3 })).toBeNull();
});
