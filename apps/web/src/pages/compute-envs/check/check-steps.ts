import type { CheckStep, EnvironmentCheckResponse } from "@postern/contracts";

/** The hash of an address that names a step. */
export const stepId = ({ key }: Pick<CheckStep, "key">): string => `step-${key}`;

/** Well, and with nothing that somebody could do about it: it need not be read. */
export const isFolded = ({ status, cure, proposals = [] }: CheckStep): boolean =>
  status === "passed" && cure === null && proposals.length === 0;

const countOf = (steps: readonly CheckStep[], wanted: CheckStep["status"]): number =>
  steps.filter(({ status }) => status === wanted).length;

/** "7 of 15 steps passed" · "All 15 steps passed" */
export function passedWords(steps: readonly CheckStep[]): string {
  const passed = countOf(steps, "passed");
  return passed === steps.length ? `All ${String(passed)} steps passed` : `${String(passed)} of ${String(steps.length)} steps passed`;
}

/** What a screen reader hears when a check begins and when it ends, and not in between. */
export function heardWords({ isRunning, steps }: Pick<EnvironmentCheckResponse, "isRunning" | "steps">): string {
  if (isRunning) return "The check runs.";
  const troubles = (["failed", "warning"] as const)
    .map((status) => ({ count: countOf(steps, status), word: status === "failed" ? "failed" : "with a warning" }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${String(count)} ${word}`);
  return `The check has ended: ${[passedWords(steps), ...troubles].join(", ")}.`;
}
