import { letterRules, optionProblem, whyNot } from "../option-rules.ts";

const rules = letterRules("qsub", "fhIVXzn", {
  N: whyNot.owned,
  o: whyNot.owned,
  e: whyNot.owned,
  j: whyNot.owned,
  S: whyNot.owned,
  d: whyNot.owned,
  w: whyNot.owned,
  r: whyNot.restarts,
  c: whyNot.restarts,
  J: whyNot.arrays,
  t: whyNot.arrays,
  I: whyNot.waits,
  X: whyNot.waits,
  f: whyNot.waits,
  C: whyNot.replaces,
  F: whyNot.replaces,
  z: "hides the id of the job",
});

/** Why options of PBS for the head job cannot be used, in one sentence for the user; `undefined` when they can. Those of msub are the same. */
export function pbsOptionProblem(words: readonly string[]): string | undefined {
  if (words.some((word) => /(^|[,W])block=/.test(word))) return `The head job option -W block cannot be used: it ${whyNot.waits}.`;
  return optionProblem(rules, words);
}
