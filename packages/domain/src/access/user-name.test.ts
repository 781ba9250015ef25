import { expect, test } from "vitest";
import { userNameProblem } from "./user-name.ts";

test.each(["a", "ada", "ada-b-2", "a_b", "42", "x".repeat(40)])("%s is a user name", (name) => {
  expect(userNameProblem(name)).toBeUndefined();
});

test.each(["", "Ada", "-ada", "ada-", "a--b", "a b", "ä", "a.b", "a/b", "x".repeat(41), "ada\n"])("%j is no user name", (name) => {
  expect(userNameProblem(name)).toContain("1 to 40");
});
