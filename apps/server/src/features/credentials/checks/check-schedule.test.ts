import fc from "fast-check";
import { expect, test } from "vitest";
import { nextCheckAt } from "./check-schedule.ts";

const minuteMs = 60_000;
const at = (failures: number, random = 0.5) => ({ now: 1000, failures, random: () => random });

test("after an answer it is asked again in half a day, give or take a tenth", () => {
  expect(nextCheckAt("valid", at(3))).toBe(1000 + 720 * minuteMs);
  expect(nextCheckAt("invalid", at(0, 0))).toBe(1000 + 648 * minuteMs);
  expect(nextCheckAt("valid", at(0, 1))).toBe(1000 + 792 * minuteMs);
});

test("after none it is asked again in five minutes, and then less and less often", () => {
  const delays = [0, 1, 2, 3, 6, 7, 100, 5000].map((failures) => ((nextCheckAt("inconclusive", at(failures)) ?? 0) - 1000) / minuteMs);

  expect(delays).toEqual([5, 10, 20, 40, 320, 360, 360, 360]);
});

test("what cannot be asked is not asked again", () => {
  expect(nextCheckAt("unchecked", at(0))).toBeNull();
});

test("checks that come together do not stay together", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(20), (random, failures) => {
      const next = nextCheckAt("inconclusive", at(failures, random)) ?? 0;

      expect(next).toBeGreaterThan(1000 + 4 * minuteMs);
      expect(next).toBeLessThanOrEqual(1000 + 396 * minuteMs);
    }),
  );
});
