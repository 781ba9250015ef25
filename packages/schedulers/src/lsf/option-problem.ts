import { optionProblem, whyNot } from "../option-rules.ts";
import type { OptionRules } from "../option-rules.ts";

const flags = new Set(["-B", "-H", "-N", "-Ne", "-ti", "-ul", "-x"]);

const rules: OptionRules = {
  program: "bsub",
  forbidden: [
    { word: /^-J(?!d$)/, why: whyNot.owned },
    { word: /^-(cwd|o|e)/, why: whyNot.owned },
    { word: /^-r/, why: whyNot.restarts },
    { word: /^-k/, why: whyNot.restarts },
    { word: /^-K/, why: whyNot.waits },
    { word: /^-(I|tty|XF)/, why: whyNot.waits },
    { word: /^-(h|V|Q)$/, why: whyNot.submitsNothing },
    { word: /^-(i|Z|jsdl|pack|json|yaml|f$)/, why: whyNot.replaces },
    { word: /^-(clusters|m.*@)/, why: whyNot.elsewhere },
  ],
  countValues: (word) => (flags.has(word) ? 0 : 1),
};

/** Why LSF's options for the head job cannot be used, in one sentence for the user; `undefined` when they can. */
export function lsfOptionProblem(words: readonly string[]): string | undefined {
  return optionProblem(rules, words);
}
