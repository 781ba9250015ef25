import fc from "fast-check";
import { expect, test } from "vitest";
import { credentialNameProblem } from "./credential-name.ts";

test.each(["ab", "A-1_z", "--", "x".repeat(99)])("%s is a name (R3)", (name) => {
  expect(credentialNameProblem(name)).toBeUndefined();
});

test.each([
  ["", "at least 2"],
  ["a", "at least 2"],
  ["x".repeat(100), "at most 99"],
  ["a b", "letters, digits, dashes and underscores"],
  ["ab\n", "letters, digits, dashes and underscores"],
  ["ä-ö", "letters, digits, dashes and underscores"],
  ["a\0b", "letters, digits, dashes and underscores"],
])("%j is none, and the reason is said", (name, words) => {
  expect(credentialNameProblem(name)).toContain(words);
});

test("whatever is taken has only characters that an address and a shell leave alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 120 }), (name) => {
      const isTaken = credentialNameProblem(name) === undefined;
      expect(isTaken).toBe(/^[\w-]{2,99}$/.test(name) && !name.endsWith("\n"));
    }),
  );
});
