import type { CheckStep } from "@postern/contracts";

import { cleanText } from "../../../clean-text.ts";

export type { CheckStep } from "@postern/contracts";
export type CheckStepKey = CheckStep["key"];

/** Before there is a connection by SSH, in the order in which they run. */
const sshSteps = [
  { key: "name", name: "Name of the host" },
  { key: "port", name: "Port of the host" },
  { key: "hostKey", name: "Key of the host" },
  { key: "signIn", name: "Sign-in" },
] as const satisfies readonly { readonly key: CheckStepKey; readonly name: string }[];

/** In the order in which they run. */
const checkSteps = [
  { key: "channel", name: "Connection to the cluster" },
  { key: "policy", name: "Policy" },
  { key: "shell", name: "Bash" },
  { key: "scheduler", name: "Scheduler" },
  { key: "queues", name: "Queues" },
  { key: "workDir", name: "Work directory" },
  { key: "freeSpace", name: "Free space" },
  { key: "clock", name: "Clock" },
  { key: "java", name: "Java" },
  { key: "nextflow", name: "Nextflow" },
] as const satisfies readonly { readonly key: CheckStepKey; readonly name: string }[];

/** What a step found out. */
export type StepResult =
  | { readonly status: "passed"; readonly summary: string; readonly detail?: string }
  | { readonly status: "failed"; readonly summary: string; readonly cure: string; readonly detail?: string }
  /** Something is missing or odd that not every run needs: the environment is available with it. */
  | { readonly status: "warning"; readonly summary: string; readonly cure: string; readonly detail?: string }
  /** It was not tried, or could not be told; that alone keeps nobody from launching. */
  | { readonly status: "skipped"; readonly summary: string };

/** Those that only try to reach the cluster: when one of them has failed, the way may be open later without anybody doing anything here. */
export function isOfTheWay(key: CheckStepKey): boolean {
  return key === "channel" || sshSteps.some((step) => step.key === key);
}

/** The list before anything ran. */
export function waitingSteps(way: "ssh" | "other"): readonly CheckStep[] {
  return [...(way === "ssh" ? sshSteps : []), ...checkSteps].map(({ key, name }) => ({
    key,
    name,
    status: "waiting",
    summary: null,
    cure: null,
    detail: null,
    durationMs: null,
  }));
}

/** The same list before anything ran again. */
export function waitingAgain(steps: readonly CheckStep[]): readonly CheckStep[] {
  return waitingSteps(steps.some(({ key }) => key === "signIn") ? "ssh" : "other");
}

/** The list with one step changed. */
export function withStep(steps: readonly CheckStep[], key: CheckStepKey, change: Partial<CheckStep>): readonly CheckStep[] {
  return steps.map((step) => (step.key === key ? { ...step, ...change } : step));
}

/** The step that made the environment unusable, if one did. */
export function findFailedStep(steps: readonly CheckStep[]): CheckStep | undefined {
  return steps.find((step) => step.status === "failed");
}

/** What an environment is whose check failed at that step. */
export function errored({ summary, cure }: Pick<CheckStep, "summary" | "cure">) {
  // What a program on the cluster printed is in it, and may be anything.
  return { status: "ERRORED", status_reason: cleanText([summary, cure].filter((text) => text !== null).join(" ")) } as const;
}
