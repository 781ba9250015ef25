import { seededRandom } from "@postern/testing";
import { expect, test } from "vitest";

import { matchesWildcards } from "./match-wildcards.ts";

test("says of any name and pattern what an expression with the same wildcards says", () => {
  const random = seededRandom(7);
  const text = (letters: string, most: number): string =>
    Array.from({ length: Math.floor(random() * most) }, () => letters[Math.floor(random() * letters.length)]).join("");
  let matched = 0;
  for (let round = 0; round < 5000; round += 1) {
    const [name, pattern] = [text("ab", 7), text("ab*?", 7)];
    const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);

    expect([name, pattern, matchesWildcards(name, pattern)]).toEqual([name, pattern, expression.test(name)]);
    if (expression.test(name)) matched += 1;
  }
  expect(matched).toBeGreaterThan(500);
});

test.each([
  ["stars", "*".repeat(2_000_000), true],
  ["stars and another letter", `${"*".repeat(2_000_000)}b`, false],
  ["stars and letters by turns", "*a".repeat(1_000_000), false],
  ["letters behind a star", `*${"a".repeat(2_000_000)}`, false],
])("a pattern of two million %s is no work", (_what, pattern, isMatch) => {
  // By sets of states this took a minute.
  expect(matchesWildcards("a".repeat(255), pattern)).toBe(isMatch);
});
