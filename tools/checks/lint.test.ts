import { expect, test } from "vitest";
import { growth, judge, shrink } from "./lint.mjs";

const finding = (path: string, rule: string) => ({ path, rule, text: `${path}: ${rule}` });

test("a finding that the ratchet does not list is a problem", () => {
  expect(judge([finding("a.ts", "max-lines")], {})).toEqual(["a.ts: max-lines"]);
});

test("what the ratchet lists is let pass, and one more is not", () => {
  const ratchet = { "a.ts": { complexity: 1 } };

  expect(judge([finding("a.ts", "complexity")], ratchet)).toEqual([]);
  expect(judge([finding("a.ts", "complexity"), finding("a.ts", "complexity")], ratchet)).toHaveLength(2);
});

test("an allowance that nobody needs any more is a problem, with its cure", () => {
  const problems = judge([], { "a.ts": { complexity: 1 } });

  expect(problems.join()).toContain("--shrink");
});

test("shrinking lowers allowances and never adds one", () => {
  const ratchet = { "a.ts": { complexity: 3, "max-lines": 1 } };

  expect(shrink([finding("a.ts", "complexity"), finding("b.ts", "complexity")], ratchet)).toEqual({ "a.ts": { complexity: 1 } });
});

test("an allowance that was not there before is a problem", () => {
  const before = { "a.ts": { complexity: 1 } };

  expect(growth(before, { "a.ts": { complexity: 1 } })).toEqual([]);
  expect(growth(before, { "a.ts": { complexity: 2 } }).join()).toContain("may only shrink");
  expect(growth(before, { "b.ts": { complexity: 1 } }).join()).toContain("b.ts");
});
