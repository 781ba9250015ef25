import type { CheckProposal, CheckStep } from "@postern/contracts";

import { cleanText } from "../../../clean-text.ts";

export type { CheckProposal, CheckStep } from "@postern/contracts";
export type CheckStepKey = CheckStep["key"];
export type TrialStep = Extract<CheckStepKey, "trialJob" | "sharedFiles" | "containers" | "scratch" | "wayBack">;

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
  { key: "trialJob", name: "Trial job" },
  { key: "sharedFiles", name: "Shared file system" },
  { key: "containers", name: "Container engine" },
  { key: "scratch", name: "Scratch" },
  { key: "wayBack", name: "Way back to this server" },
] as const satisfies readonly { readonly key: CheckStepKey; readonly name: string }[];

/** What a step found out. */
export type StepResult =
  | { readonly status: "passed"; readonly summary: string; readonly detail?: string; readonly proposals?: readonly CheckProposal[] }
  | {
      readonly status: "failed";
      readonly summary: string;
      readonly cure: string;
      readonly detail?: string;
      /** It says that the cluster was not reached, or did not answer now, and nothing against the environment. */
      readonly isPassing?: boolean;
      readonly proposals?: readonly CheckProposal[];
    }
  /** Something is missing or odd that not every run needs: the environment is available with it. */
  | {
      readonly status: "warning";
      readonly summary: string;
      readonly cure: string;
      readonly detail?: string;
      readonly proposals?: readonly CheckProposal[];
    }
  /** It was not tried, or could not be told; that alone keeps nobody from launching. */
  | { readonly status: "skipped"; readonly summary: string };

/** Those that only try to reach the cluster: when one of them has failed, the way may be open later without anybody doing anything here. */
export function isOfTheWay(key: CheckStepKey): boolean {
  return key === "channel" || sshSteps.some((step) => step.key === key);
}

/** The list before anything ran. @param keys of those that are meant, on the cluster; all unless they are given */
export function waitingSteps(way: "ssh" | "other", keys?: readonly CheckStepKey[]): readonly CheckStep[] {
  const onCluster = checkSteps.filter(({ key }) => keys?.includes(key) ?? true);
  return [...(way === "ssh" ? sshSteps : []), ...onCluster].map(({ key, name }) => ({
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

/**
 * The same for a check that nobody asked for: what a trial job found out stays, because a job on the cluster is for people who wait for its
 * answer. A trial that was not tried, or not to its end, is wanted still.
 */
export function waitingButForTrial(steps: readonly CheckStep[]): readonly CheckStep[] {
  return withTrialOf(waitingAgain(steps), steps);
}

/** The list with what the trial job of another found out, where it was tried to its end. */
export function withTrialOf(steps: readonly CheckStep[], other: readonly CheckStep[]): readonly CheckStep[] {
  const trial = other.filter(({ key }) => isOfTrial(key));
  const isTried = trial.some(({ key, status }) => key === "trialJob" && status !== "skipped");
  if (!isTried || !trial.every(isSettled)) return steps;
  return steps.map((step) => trial.find(({ key }) => key === step.key) ?? step);
}

export function isSettled({ status }: Pick<CheckStep, "status">): boolean {
  return status !== "waiting" && status !== "running";
}

export function isOfTrial(key: CheckStepKey): key is TrialStep {
  return key === "trialJob" || key === "sharedFiles" || key === "containers" || key === "scratch" || key === "wayBack";
}

/** The list with one step changed. */
export function withStep(steps: readonly CheckStep[], key: CheckStepKey, change: Partial<CheckStep>): readonly CheckStep[] {
  return steps.map((step) => (step.key === key ? { ...step, ...change } : step));
}

/** The step that made the environment unusable, if one did. */
export function findFailedStep(steps: readonly CheckStep[]): CheckStep | undefined {
  return steps.find((step) => step.status === "failed");
}

/**
 * What a list of steps says in the end; `undefined` when it says nothing: a step before the trial job took no time, because somebody stopped
 * the check before it was taken.
 */
export function verdictOf(steps: readonly CheckStep[]): typeof available | ReturnType<typeof errored> | undefined {
  const failed = findFailedStep(steps);
  if (failed !== undefined) return errored(failed);
  return steps.some(({ key, durationMs }) => durationMs === null && !isOfTrial(key)) ? undefined : available;
}

export const available = { status: "AVAILABLE", status_reason: null } as const;

/** What an environment is whose check failed at that step. */
export function errored({ summary, cure }: Pick<CheckStep, "summary" | "cure">) {
  // What a program on the cluster printed is in it, and may be anything.
  return { status: "ERRORED", status_reason: cleanText([summary, cure].filter((text) => text !== null).join(" ")) } as const;
}
