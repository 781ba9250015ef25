import { expect, test } from "vitest";

import { isLookup, renderLookup } from "./lookup.ts";

test("a lookup of a plain name is recognised", () => {
  expect(isLookup(renderLookup("java"))).toBe(true);
  expect(isLookup(renderLookup("g++-12.1"))).toBe(true);
});

test.each([
  ["another script", ["sh", "-c", "id", "sh", "java"]],
  ["more words", [...renderLookup("java"), "more"]],
  ["an option for a name", renderLookup("--help")],
  ["a path for a name", renderLookup("/bin/sh")],
  ["shell text for a name", renderLookup("a;b")],
  ["no name", ["sh", "-c", "id"]],
])("%s is not a lookup", (_what, words) => {
  expect(isLookup(words)).toBe(false);
});
