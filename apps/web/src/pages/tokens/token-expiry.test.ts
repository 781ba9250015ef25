import { expect, test } from "vitest";
import { dateFieldText, endsSoon, expiryChoices, expiryMoment, expiryProblem, firstExpiry } from "./token-expiry.ts";

const now = Date.parse("2026-03-10T12:00:00Z");
const free = { nowMs: now, maxDays: null };

test("a number of days counts from now", () => {
  expect(expiryMoment({ choice: "30", date: "" }, free)).toBe("2026-04-09T12:00:00.000Z");
  expect(expiryProblem({ choice: "30", date: "" }, free)).toBeUndefined();
});

test("never is null", () => {
  expect(expiryMoment({ choice: "never", date: "2026-04-01" }, free)).toBeNull();
});

test("a date means the end of that day where the reader is", () => {
  const moment = Date.parse(expiryMoment({ choice: "date", date: "2026-04-01" }, free) ?? "");

  expect(dateFieldText(moment)).toBe("2026-04-01");
  expect(dateFieldText(moment + 1000)).toBe("2026-04-02");
});

test.each([
  ["", "Choose a date."],
  ["2026-02-28", "This day is over."],
  ["2026-03-12", undefined],
])("the date %j: %s", (date, problem) => {
  expect(expiryProblem({ choice: "date", date }, free)).toBe(problem);
});

test("a site that limits the life of tokens is offered nothing beyond it", () => {
  expect(expiryChoices(null).map(({ value }) => value)).toEqual(["7", "30", "90", "365", "date", "never"]);
  expect(expiryChoices(60).map(({ value }) => value)).toEqual(["7", "30", "60", "date"]);
  expect(expiryChoices(90).map(({ value }) => value)).toEqual(["7", "30", "90", "date"]);
  expect(expiryMoment({ choice: "60", date: "" }, { nowMs: now, maxDays: 60 })).toBe("2026-05-09T11:00:00.000Z");
  expect(firstExpiry(60).choice).toBe("60");
  expect(firstExpiry(null).choice).toBe("90");
  expect(expiryProblem({ choice: "date", date: "2026-07-01" }, { nowMs: now, maxDays: 60 })).toBe("A token lives at most 60 days here.");
});

test.each([
  ["2026-03-20T00:00:00Z", "2026-01-01T00:00:00Z", true],
  ["2026-03-26T00:00:00Z", "2026-01-01T00:00:00Z", false],
  ["2026-03-20T00:00:00Z", "2026-03-10T00:00:00Z", false],
  [null, "2026-01-01T00:00:00Z", false],
])("a token that ends at %s and was made at %s ends soon: %s", (expiresAt, createdAt, isSoon) => {
  expect(endsSoon({ expiresAt, createdAt, isExpired: false }, now)).toBe(isSoon);
});
