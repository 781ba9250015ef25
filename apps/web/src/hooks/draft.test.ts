import { expect, test } from "vitest";
import { followedDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";

interface Thing {
  readonly lastUpdated: string;
  readonly name: string;
}

const nameOf = ({ name }: Thing) => ({ name });
const old: Thing = { lastUpdated: "1", name: "alpha" };
const newer: Thing = { lastUpdated: "2", name: "beta" };
const draftWith = (name: string, isSaving = false): Draft<Thing, { readonly name: string }> => ({ base: old, values: { name }, isSaving });

test("where nothing was typed the form follows", () => {
  expect(followedDraft(draftWith("alpha"), newer, nameOf)).toEqual({ base: newer, values: { name: "beta" }, isSaving: false });
});

test("what was typed is not lost to the change of somebody else", () => {
  const draft = draftWith("gamma");

  expect(followedDraft(draft, newer, nameOf)).toBe(draft);
});

test("our own change comes back, also where the server wrote it in its own way", () => {
  expect(followedDraft(draftWith("beta"), newer, nameOf).base).toBe(newer);
  expect(followedDraft(draftWith(" beta ", true), newer, nameOf).values).toEqual({ name: "beta" });
});

test("the same answer once more changes nothing", () => {
  const draft = draftWith("gamma", true);

  expect(followedDraft(draft, { ...old }, nameOf)).toBe(draft);
});
