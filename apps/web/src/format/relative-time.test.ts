import { expect, test } from "vitest";
import { formatRelativeTime, momentOf } from "./relative-time.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

test.each([
  [-30_000, "just now"],
  [4000, "just now"],
  [42_000, "42 s ago"],
  [12 * 60_000, "12 min ago"],
  [3 * 3_600_000 + 1, "3 h ago"],
  [29 * 86_400_000, "29 d ago"],
])("%d ms ago reads %s", (agoMs, text) => {
  expect(formatRelativeTime(now - agoMs, now)).toBe(text);
});

test("what is older than thirty days is told by its date", () => {
  expect(formatRelativeTime(Date.parse("2025-12-24T12:00:00Z"), now, "en-GB")).toBe("24 Dec 2025");
});

test.each([null, undefined, "soon"])("%s is no moment", (text) => {
  expect(momentOf(text)).toBeUndefined();
});
