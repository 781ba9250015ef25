import { expect, test } from "vitest";
import { exitCodeOf, filledTextOf, numberOf, textOf, timeOf, wholeOf } from "./foreign-values.ts";

test.each([
  ["2026-08-21T10:15+02:00", "2026-08-21T08:15:00.000Z"],
  ["2026-08-21T10:15:30.123456789-05:30", "2026-08-21T15:45:30.123Z"],
  ["2026-08-21T10:15Z", "2026-08-21T10:15:00.000Z"],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  [1_787_300_000_000, "2026-08-21T08:13:20.000Z"],
])("the time %s is understood", (foreign, iso) => {
  const time = timeOf(foreign);

  expect(time === null ? null : new Date(time).toISOString()).toBe(iso);
});

test.each([
  ...["yesterday", "", null, undefined, {}, Number.MAX_SAFE_INTEGER, true],
  ...["+010000-01-01T00:00:00Z", "+275760-09-13T00:00:00Z", "-000001-12-31T23:59:59Z", "9999999-01-01T00:00:00Z", 253_402_300_800_000],
])("%s is no time", (foreign) => {
  expect(timeOf(foreign)).toBeNull();
});

test("the largest Java integer is no exit code", () => {
  expect([exitCodeOf(2_147_483_647), exitCodeOf(137), exitCodeOf("1")]).toEqual([null, 137, null]);
});

test("numbers are held within what is exact", () => {
  expect([wholeOf(1e300), wholeOf(Number.NEGATIVE_INFINITY), wholeOf(1.9), numberOf(Number.NaN), wholeOf("5")]).toEqual([
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    1,
    null,
    null,
  ]);
});

test("a process id is text, and so is a flag", () => {
  expect([textOf(3072), textOf("abc"), textOf(false), textOf({}), textOf(undefined)]).toEqual(["3072", "abc", "false", null, null]);
  expect([filledTextOf(""), filledTextOf("x"), filledTextOf(null)]).toEqual([undefined, "x", undefined]);
});
