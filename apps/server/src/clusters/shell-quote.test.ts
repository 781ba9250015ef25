import { describe, expect, test } from "vitest";
import { shellQuote } from "./shell-quote.ts";

describe("a word for a shell script", () => {
  test.each(["run", "-log", "/scratch/a.b", "https://host/x", "a,b", "main@1"])("%s stands as it is", (word) => {
    expect(shellQuote(word)).toBe(word);
  });

  test.each([
    ["", "''"],
    ["two words", "'two words'"],
    ["$(id)", "'$(id)'"],
    ["it's", String.raw`'it'\''s'`],
    ["a\nb", "'a\nb'"],
    ["~root", "'~root'"],
    ["A=b", "'A=b'"],
  ])("%j is quoted", (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });
});
