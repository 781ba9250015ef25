import { expect, test } from "vitest";

import { parseTimeLimit, renderTimeLimit } from "./time-limit.ts";

test.each([
  [59, "00:00:59"],
  [3600, "01:00:00"],
  [360_061, "100:01:01"],
])("%i seconds are written as %s", (seconds, text) => {
  expect(renderTimeLimit(seconds)).toBe(text);
  expect(parseTimeLimit(text)).toBe(seconds);
});

test.each([
  ["2-00:00:00", 172_800],
  ["2:00:00:00", 172_800],
  ["30:00", 1800],
  ["90", 90],
  ["INFINITY", undefined],
  ["infinite", undefined],
  ["", undefined],
  ["1:2:3:4:5", undefined],
])("%s is read as %s seconds", (text, seconds) => {
  expect(parseTimeLimit(text)).toBe(seconds);
});
