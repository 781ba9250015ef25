import axe from "axe-core";
import { expect, test } from "vitest";
import { neverSerious } from "../mock/find-barriers.ts";

interface RuleWithImpact {
  readonly id: string;
  readonly impact: string;
}

test("no rule is left out of the look at a page whose findings could be serious", () => {
  // Not among the types: how grave the findings of a rule are.
  const { rules } = (axe as unknown as { readonly _audit: { readonly rules: readonly RuleWithImpact[] } })._audit;

  const impacts = neverSerious.map((id) => rules.find((rule) => rule.id === id)?.impact);

  expect(new Set(impacts)).toEqual(new Set(["moderate", "minor"]));
});
