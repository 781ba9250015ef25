import { expect, test } from "vitest";
import { hasDuration } from "./has-duration.ts";

const start = "2026-03-10T12:00:00Z";

test.each([
  ["waits", { start: null, duration: null }, false],
  ["ended without a start", { start: null, duration: 0 }, false],
  ["goes on", { start, duration: null }, true],
  ["ended at once", { start, duration: 0 }, true],
  ["was measured by somebody else", { start: null, duration: 1200 }, true],
])("what %s: %j has a duration: %s", (_, timed, isThere) => {
  expect(hasDuration(timed)).toBe(isThere);
});
