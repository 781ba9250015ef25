import fc from "fast-check";
import { expect, test } from "vitest";

import { reconnectDelay, slowDelay } from "./reconnect-delay.ts";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("the ceiling doubles from one second to eight, waits there for a restart, and goes on to a minute", () => {
  const almostOne = (): number => 0.999_999;

  const ceilings = [0, 1, 2, 3, 4, 19, 20, 21, 22, 1_000].map((failures) => Math.ceil(reconnectDelay(failures, almostOne) / 1_000));

  expect(ceilings).toEqual([1, 2, 4, 8, 8, 8, 16, 32, 60, 60]);
});

test("the whole range below the ceiling is used, so that agents do not come in step", () => {
  expect(reconnectDelay(3, () => 0)).toBe(0);
  expect(reconnectDelay(3, () => 0.5)).toBe(4_000);
});

test("a delay is never negative, broken, or above a minute", () => {
  fc.assert(
    fc.property(fc.nat(), chance, (failures, random) => {
      const delay = reconnectDelay(failures, () => random);

      expect(Number.isSafeInteger(delay) && delay >= 0 && delay <= 60_000).toBe(true);
    }),
  );
});

test("the slow wait is one to two minutes", () => {
  expect(slowDelay(() => 0)).toBe(60_000);
  expect(slowDelay(() => 0.999_999)).toBeLessThanOrEqual(120_000);
});
