import type { CheckStep } from "@postern/contracts";
import { expect, test } from "vitest";
import { heardWords, isFolded, passedWords } from "./check-steps.ts";

const step = (status: CheckStep["status"], more: Partial<CheckStep> = {}): CheckStep => ({
  ...{ key: "java", name: "Java", status, summary: null, cure: null, detail: null, durationMs: null },
  ...more,
});

test("only what passed and asks for nothing is folded", () => {
  const proposals: CheckStep["proposals"] = [{ kind: "scratch", title: "Use $TMPDIR", why: "It is near." }];
  const others = (["waiting", "running", "warning", "failed", "skipped"] as const).map((status) => step(status));

  expect([step("passed"), step("passed", { proposals: [] })].map(isFolded)).toEqual([true, true]);
  expect([...others, step("passed", { proposals }), step("passed", { cure: "Load it." })].filter(isFolded)).toEqual([]);
});

test("the words count what passed, of how many, and name trouble when a check has ended", () => {
  const all = [step("passed"), step("passed")];
  const some = [step("passed"), step("warning"), step("failed"), step("skipped")];

  expect([all, some].map(passedWords)).toEqual(["All 2 steps passed", "1 of 4 steps passed"]);
  expect(heardWords({ isRunning: true, steps: some })).toBe("The check runs.");
  expect(heardWords({ isRunning: false, steps: some })).toBe("The check has ended: 1 of 4 steps passed, 1 failed, 1 with a warning.");
});
