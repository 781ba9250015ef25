import { expect, test } from "vitest";
import { formatDuration, formatElapsed } from "./duration.ts";

test.each([
  [-5, "0 s"],
  [0, "0 ms"],
  [349.6, "350 ms"],
  [1000, "1 s"],
  [59_999, "59 s"],
  [63_000, "1 min 03 s"],
  [3_780_000, "1 h 03 min"],
  [86_400_000 * 2 + 3_600_000 * 4, "2 d 04 h"],
])("%d ms reads %s", (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test.each([
  [-2000, "0 s"],
  [0, "0 s"],
  [999, "0 s"],
  [63_000, "1 min 03 s"],
])("a clock that has gone for %d ms shows %s", (elapsedMs, text) => {
  expect(formatElapsed(elapsedMs)).toBe(text);
});
