import { Compile } from "typebox/compile";
import { expect, test } from "vitest";
import { text } from "./schema.ts";

const checker = Compile(text(5, 1));

test.each(["a", "ünï", "👩‍🔬", "a\nb", "\uFFFD"])("%s is text", (value) => {
  expect(checker.Check(value)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["too much", "abcdef"],
  ["a NUL", "a\0b"],
  ["the first half of a character", "a\ud83d"],
  ["the second half of a character", "\ude00b"],
  ["a number", 5],
])("%s is refused", (_what, value) => {
  expect(checker.Check(value)).toBe(false);
});
