import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { test } from "vitest";
import { shellQuote } from "./shell-quote.ts";

// NUL cannot be in a word of any program; lone halves of characters cannot be in a file of text.
const word = fc.string({ unit: "binary", maxLength: 60 }).map((text) => text.replaceAll("\0", "").toWellFormed());

test.each(["bash", "dash"])("any words survive a script of %s", (shell) => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const script = `for word in ${words.map(shellQuote).join(" ")}; do printf '%s\\0' "$word"; done`;
      const answer = execFileSync(shell, { input: `${script}\n`, encoding: "utf8" });
      return answer === words.map((each) => `${each}\0`).join("");
    }),
    { numRuns: 60 },
  );
});
