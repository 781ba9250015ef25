import { expect, test } from "vitest";
import { dependentWords } from "./dependent-words.ts";

const environment = { id: "e", name: "gadi", status: "AVAILABLE" } as const;
const run = { id: "r", name: "grave_hopper", status: "RUNNING" } as const;

test.each([
  { dependents: { environments: [], runs: [] }, words: "" },
  { dependents: { environments: [environment], runs: [] }, words: "1 compute environment" },
  { dependents: { environments: [environment, environment], runs: [run] }, words: "2 compute environments and 1 unfinished run" },
  { dependents: { environments: [], runs: [run, run, run] }, words: "3 unfinished runs" },
])("what needs a credential reads: $words", ({ dependents, words }) => {
  expect(dependentWords(dependents)).toBe(words);
});
