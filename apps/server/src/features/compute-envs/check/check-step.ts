import type { CheckStep } from "@postern/contracts";

export type { CheckStep } from "@postern/contracts";
export type CheckStepKey = CheckStep["key"];

/** In the order in which they run. */
export const checkSteps = [
  { key: "channel", name: "Connection to the cluster" },
  { key: "shell", name: "Bash" },
  { key: "scheduler", name: "Scheduler" },
  { key: "workDir", name: "Work directory" },
  { key: "java", name: "Java" },
  { key: "nextflow", name: "Nextflow" },
] as const satisfies readonly { readonly key: CheckStepKey; readonly name: string }[];

/** What a step found out. */
export type StepResult =
  | { readonly status: "passed"; readonly summary: string; readonly detail?: string }
  | { readonly status: "failed"; readonly summary: string; readonly cure: string; readonly detail?: string }
  /** It was not tried, or could not be told; that alone keeps nobody from launching. */
  | { readonly status: "skipped"; readonly summary: string };

/** The list before anything ran. */
export function waitingSteps(): readonly CheckStep[] {
  return checkSteps.map(({ key, name }) => ({
    key,
    name,
    status: "waiting",
    summary: null,
    cure: null,
    detail: null,
    durationMs: null,
  }));
}

/** The list with one step changed. */
export function withStep(steps: readonly CheckStep[], key: CheckStepKey, change: Partial<CheckStep>): readonly CheckStep[] {
  return steps.map((step) => (step.key === key ? { ...step, ...change } : step));
}

/** The step that made the environment unusable, if one did. */
export function findFailedStep(steps: readonly CheckStep[]): CheckStep | undefined {
  return steps.find((step) => step.status === "failed");
}
