import { expect, test } from "vitest";
import { wholePercent } from "./percent.ts";

test.each([
  [0, 0, 0],
  [0, 10, 0],
  [1, 1000, 1],
  [42, 100, 42],
  [999, 1000, 99],
  [1000, 1000, 100],
])("%d of %d is %d %%", (done, total, percent) => {
  expect(wholePercent(done, total)).toBe(percent);
});
