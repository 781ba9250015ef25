import { optionProblem, whyNot } from "../option-rules.ts";
import type { OptionRules } from "../option-rules.ts";

const flags = new Set(["-h", "-V", "-hard", "-soft", "-notify", "-masterq_only"]);
const twoValues = new Set(["-pe", "-binding"]);

const rules: OptionRules = {
  program: "qsub",
  forbidden: [
    { word: /^-(N|wd|cwd|o|e|j|terse|S|notify)$/, why: whyNot.owned },
    { word: /^-(t|tc)$/, why: whyNot.arrays },
    { word: /^-(sync|now)$/, why: whyNot.waits },
    { word: /^-(verify|help)$/, why: whyNot.submitsNothing },
    { word: /^-(r|ckpt|c)$/, why: whyNot.restarts },
    { word: /^-cell$/, why: whyNot.elsewhere },
    { word: /^-(b|C|i|shell|clear|xd|xdv|inherit|pty)$/, why: whyNot.replaces },
  ],
  countValues: (word) => (flags.has(word) ? 0 : twoValues.has(word) ? 2 : 1),
};

/** Why Grid Engine's options for the head job cannot be used, in one sentence for the user; `undefined` when they can. */
export function gridEngineOptionProblem(words: readonly string[]): string | undefined {
  // `-@ file` reads options from a file that we do not see.
  if (words.includes("-@")) return "The head job option -@ cannot be used: write the options of the file here.";
  return optionProblem(rules, words);
}
