import { expect, test } from "vitest";
import { parseSearch } from "./search.ts";

const word = (text: string) => ({ kind: "word", text });

test("words, whole values and filters are told apart", () => {
  expect(parseSearch('Calm "Grave Hopper" status:FAILED project:"nf-core/rnaseq"', ["status", "project"])).toEqual([
    word("calm"),
    { kind: "exact", text: "grave hopper" },
    { kind: "filter", keyword: "status", value: "failed" },
    { kind: "filter", keyword: "project", value: "nf-core/rnaseq" },
  ]);
});

test("a keyword that is not known is a word, because names hold colons", () => {
  expect(parseSearch("NFCORE:FASTQC nfcore:fastqc", ["status"])).toEqual([word("nfcore:fastqc"), word("nfcore:fastqc")]);
});

test("what says nothing is no condition", () => {
  expect(parseSearch('   "" status: ', ["status"])).toEqual([word("status:")]);
  expect(parseSearch("", [])).toEqual([]);
});

test("a quote that is never closed reaches to the end", () => {
  expect(parseSearch('"calm bee', [])).toEqual([{ kind: "exact", text: "calm bee" }]);
});
