import { expect, test } from "vitest";
import { reconnectDelay } from "./reconnect-delay.ts";

test("the wait doubles and then stays", () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((failures) => reconnectDelay(failures, 1))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("jitter takes at most half of it", () => {
  expect(reconnectDelay(3, 0)).toBe(2000);
});
