import { expect, test } from "vitest";
import { initialsOf } from "./initials.ts";

test.each([
  [{ userName: "jane", firstName: "Jane", lastName: "Smith" }, "JS"],
  [{ userName: "jane", firstName: "Jane", lastName: null }, "J"],
  [{ userName: "rosa-d", firstName: null, lastName: null }, "RO"],
])("%j is %s", (person, initials) => {
  expect(initialsOf(person)).toBe(initials);
});
