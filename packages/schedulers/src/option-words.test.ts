import fc from "fast-check";
import { expect, test } from "vitest";

import { splitOptionWords } from "./option-words.ts";

test.each([
  ["", []],
  ["   \n\t ", []],
  ["--mem=8G -t 1:00", ["--mem=8G", "-t", "1:00"]],
  ["--mem=8G\n  -A proj\n", ["--mem=8G", "-A", "proj"]],
  [`--comment='two words' -C "a|b"`, ["--comment=two words", "-C", "a|b"]],
  [`--comment="say \\"hi\\""`, ['--comment=say "hi"']],
  [`a\\ b ''`, ["a b", ""]],
  ["$HOME `id` *;|&", ["$HOME", "`id`", "*;|&"]],
  [`"a\\n"`, ["a\\n"]],
])("%j is split as a shell would, without its powers", (text, words) => {
  expect(splitOptionWords(text)).toEqual(words);
});

test.each([`--comment='open`, `"open`, `end\\`, "bell\u0007", "'line\nend'"])("%j is refused", (text) => {
  expect(() => splitOptionWords(text)).toThrow(expect.objectContaining({ code: "scheduler.rejected" }));
});

test("words in single quotes come out as they went in", () => {
  const word = fc.string({ unit: "binary" }).filter((text) => !/[\p{Cc}']/u.test(text));

  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitOptionWords(words.map((text) => `'${text}'`).join(" "))).toEqual(words);
    }),
  );
});
