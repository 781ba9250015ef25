import { expect, test } from "vitest";
import { formatTimeSpan, parseTimeSpan } from "./time-span.ts";

test.each([
  ["36 h", 129_600],
  ["1 d 12 h", 129_600],
  ["1d12h", 129_600],
  ["2 days", 172_800],
  ["90 min", 5400],
  ["90m", 5400],
  ["45 seconds", 45],
  ["48:00:00", 172_800],
  ["2-00:30", 174_600],
  ["01:30", 5400],
])("%s is read", (text, seconds) => {
  expect(parseTimeSpan(text)).toBe(seconds);
});

test.each(["", "48", "4 weeks", "4 month", "1:75", "-1 h", "1.5 h", "ever"])("%j is not understood, instead of misread", (text) => {
  expect(parseTimeSpan(text)).toBeUndefined();
});

test.each([60, 5400, 129_600, 172_801])("%i seconds are written so that they are read the same", (seconds) => {
  expect(parseTimeSpan(formatTimeSpan(seconds))).toBe(seconds);
});
