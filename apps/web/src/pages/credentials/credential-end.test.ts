import { expect, test } from "vitest";
import { endOf } from "./credential-end.ts";

const nowMs = Date.parse("2026-06-01T00:00:00Z");

test.each([
  { expiresAt: null, end: "never" },
  { expiresAt: "2026-06-15T00:00:00.001Z", end: "later" },
  { expiresAt: "2026-06-15T00:00:00Z", end: "soon" },
  { expiresAt: "2026-06-01T00:00:00Z", end: "ended" },
])("what ends at $expiresAt ends: $end", ({ expiresAt, end }) => {
  expect(endOf(expiresAt, nowMs)).toBe(end);
});
