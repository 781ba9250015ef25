import { expect, test } from "vitest";
import { dateFieldText, expiryMoment, expiryProblem } from "./token-expiry.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

test("a number of days counts from now", () => {
  expect(expiryMoment({ choice: "30", date: "" }, now)).toBe("2026-04-09T12:00:00.000Z");
  expect(expiryProblem({ choice: "30", date: "" }, now)).toBeUndefined();
});

test("never is null", () => {
  expect(expiryMoment({ choice: "never", date: "2026-04-01" }, now)).toBeNull();
});

test("a date means the end of that day where the reader is", () => {
  const moment = Date.parse(expiryMoment({ choice: "date", date: "2026-04-01" }, now) ?? "");

  expect(dateFieldText(moment)).toBe("2026-04-01");
  expect(dateFieldText(moment + 1000)).toBe("2026-04-02");
});

test.each([
  ["", "Choose a date."],
  ["2026-02-28", "This day is over."],
  ["2026-03-12", undefined],
])("the date %j: %s", (date, problem) => {
  expect(expiryProblem({ choice: "date", date }, now)).toBe(problem);
});
