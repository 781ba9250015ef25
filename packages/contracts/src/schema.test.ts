import { Compile } from "typebox/compile";
import { expect, test } from "vitest";
import { numericId, SearchQuery, text } from "./schema.ts";

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

test.each([1, Number.MAX_SAFE_INTEGER])("%s is an id", (value) => {
  expect(Compile(numericId()).Check(value)).toBe(true);
});

test.each([0, -1, 1.5, Number.MAX_SAFE_INTEGER + 1, "1", null])("%j is no id", (value) => {
  expect(Compile(numericId()).Check(value)).toBe(false);
});

test.each([{}, { max: 100, offset: 0 }, { max: 1, search: "" }])("%j asks for a page", (query) => {
  expect(Compile(SearchQuery).Check(query)).toBe(true);
});

test.each([{ max: 101 }, { max: 0 }, { max: -1 }, { offset: -1 }, { search: "a\0" }])("%j asks for no page", (query) => {
  expect(Compile(SearchQuery).Check(query)).toBe(false);
});
