import { expect, test } from "vitest";
import { filterOf, isFiltered } from "./audit-filter.ts";

const now = Date.parse("2026-03-10T12:00:30Z");

test("an address without filters asks for everything", () => {
  expect(isFiltered(filterOf({ entry: "12" }, now))).toBe(false);
});

test("a range counts back from the last whole minute, so that it stays the same question", () => {
  expect(filterOf({ range: "24h" }, now).from).toBe("2026-03-09T12:00:00.000Z");
  expect(filterOf({ range: "24h" }, now + 20_000).from).toBe("2026-03-09T12:00:00.000Z");
});

test("the last day that is chosen belongs to the range", () => {
  const { from, to } = filterOf({ range: "days", since: "2026-02-27", until: "2026-02-28" }, now);

  expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(2 * 86_400_000);
  expect(new Date(from ?? "").getHours()).toBe(0);
});

test.each([["x"], [""], [undefined], ["-4"], ["1e3"]])("a person %j is nobody in particular", (actorId) => {
  expect(filterOf({ actorId }, now).actorId).toBeUndefined();
});

test("half a range, and no days at all, are open", () => {
  expect(filterOf({ range: "days", since: "2026-02-27" }, now).to).toBeUndefined();
  expect(isFiltered(filterOf({ range: "days" }, now))).toBe(false);
});
