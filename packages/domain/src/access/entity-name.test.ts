import { expect, test } from "vitest";
import { entityNameProblem, nameKey, placeNameProblem, roleNameProblem } from "./entity-name.ts";

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

test("a role that somebody makes takes neither a built-in name nor a word that stands beside roles in addresses", () => {
  expect(["Owner", "view", "Validate", "permissions", "a b", "data-steward"].map(roleNameProblem)).toEqual([
    "The role owner is built in.",
    "The role view is built in.",
    "The name Validate is reserved.",
    "The name permissions is reserved.",
    expect.stringContaining("2 to 39"),
    undefined,
  ]);
});

test("case does not tell names apart", () => {
  expect(nameKey("Alpha-LAB")).toBe(nameKey("alpha-lab"));
  expect(nameKey("alpha-lab2")).not.toBe(nameKey("alpha-lab"));
});
