import { expect, test } from "vitest";
import { labelProblem, parseLabel } from "./label-draft.ts";

test.each([
  { text: " prod ", label: { name: "prod" } },
  { text: "cost = PRJ 1", label: { name: "cost", value: "PRJ 1", resource: true } },
  { text: "a=b=c", label: { name: "a", value: "b=c", resource: true } },
])("$text is $label", ({ text, label }) => {
  expect(parseLabel(text)).toEqual(label);
  expect(labelProblem(parseLabel(text))).toBeUndefined();
});

test.each(["", "two words", "=x", "x="])("“%s” cannot be made", (text) => {
  expect(labelProblem(parseLabel(text))).toBeTypeOf("string");
});
