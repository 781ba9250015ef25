import { expect, test } from "vitest";
import { formatTimeLeft } from "./time-left.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

test.each([
  [-1, "over"],
  [59 * 60_000, "in less than an hour"],
  [3 * 3_600_000 + 1, "in 3 h"],
  [7 * 86_400_000 - 1, "in 6 d"],
])("%d ms ahead reads %s", (leftMs, text) => {
  expect(formatTimeLeft(now + leftMs, now)).toBe(text);
});

test("what is far ahead is told by its date", () => {
  expect(formatTimeLeft(Date.parse("2026-12-24T12:00:00Z"), now, "en-GB")).toBe("24 Dec 2026");
});
