import { expect, test } from "vitest";
import { entityNameProblem, nameKey, placeNameProblem } from "./entity-name.ts";

test.each(["ab", "a1", "Alpha-Lab", "a_b-c", "x".repeat(39), "42"])("%s is a name", (name) => {
  expect(placeNameProblem(name)).toBeUndefined();
});

test.each(["", "a", "-ab", "ab-", "a--b", "a_-b", "a b", "ä1", "a/b", "a.b", "x".repeat(40), "a\n", "ab\n"])("%j is no name", (name) => {
  expect(placeNameProblem(name)).toContain("2 to 39");
  expect(entityNameProblem(name)).toContain("2 to 39");
});

test("words of the addresses are reserved for places, in any case, and free for teams", () => {
  expect(placeNameProblem("Settings")).toBe("The name Settings is reserved.");
  expect(entityNameProblem("Settings")).toBeUndefined();
});

test("case does not tell names apart", () => {
  expect(nameKey("Alpha-LAB")).toBe(nameKey("alpha-lab"));
  expect(nameKey("alpha-lab2")).not.toBe(nameKey("alpha-lab"));
});
