import { execFileSync } from "node:child_process";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { quoteWord, quoteWords } from "./quote-word.ts";

const shells = ["sh", "dash", "bash"] as const;
const oddCharacters = [..."'\"\\$`!*?[]{}()<>|&;#~=%^ \t\n\r", "\x01", "\x7f", "é", "ß", "日", "🧬", "\ud83e"];
const anyWord = fc
  .array(fc.oneof(fc.constantFrom(...oddCharacters), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 12 })
  .map((parts) => parts.join("").replaceAll("\0", ""));

// A separator that no word holds: NUL.
const printWords = String.raw`printf '%s\0'`;

function wordsThrough(shell: string, words: readonly string[]): readonly string[] {
  const script = `${printWords} ${quoteWords(words)}`;
  const env = { PATH: process.env["PATH"], LC_ALL: "C" };
  const output = execFileSync(shell, ["-c", script], { env, stdio: ["ignore", "pipe", "inherit"] }).toString();
  return output.split("\0").slice(0, -1);
}

describe.each(shells)("words through %s", (shell) => {
  test("whatever is in them, they arrive unchanged", () => {
    fc.assert(
      fc.property(fc.array(anyWord, { minLength: 1, maxLength: 40 }), (words) => {
        // Half of a pair is no character: it travels as U+FFFD everywhere.
        expect(wordsThrough(shell, words)).toEqual(words.map((word) => word.toWellFormed()));
      }),
      { numRuns: 60 },
    );
  });
});

test("the text is ASCII without exception", () => {
  fc.assert(
    fc.property(anyWord, (word) => {
      expect([...quoteWord(word)].every((character) => character > "\0" && character < "\x80")).toBe(true);
    }),
  );
});

test("an ordinary word stays readable", () => {
  expect(quoteWords(["squeue", "--format=%i %T", "it's", ""])).toBe(String.raw`'squeue' '--format=%i %T' 'it'\''s' ''`);
});
