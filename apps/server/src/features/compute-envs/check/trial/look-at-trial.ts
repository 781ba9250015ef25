import type { TimedCheckContext } from "../check-context.ts";
import type { StepResult, TrialStep } from "../check-step.ts";
import { checkContainers } from "./check-containers.ts";
import { checkScratch } from "./check-scratch.ts";
import { checkSharedFiles } from "./check-shared-files.ts";
import { checkTrialJob } from "./check-trial-job.ts";
import { checkWayBack } from "./check-way-back.ts";
import type { Trial } from "./trial.ts";
import type { NoteProgress } from "./watch-trial.ts";

interface TrialTools {
  readonly trial: Trial | undefined;
  readonly note: NoteProgress;
  /** Why there is none. */
  readonly whyNone: string | undefined;
}

/** The first of these steps sends the job; the others read in its report. */
export async function lookAtTrial(key: TrialStep, context: TimedCheckContext, { trial, note, whyNone }: TrialTools): Promise<StepResult> {
  if (trial === undefined) return { status: "skipped", summary: whyNone ?? "Checks of this server send no jobs." };
  if (key === "trialJob") return checkTrialJob(context, trial, note);
  const { report } = trial;
  if (report === undefined) return { status: "skipped", summary: "Not tried: the trial job did not run." };
  switch (key) {
    case "sharedFiles":
      return checkSharedFiles(context, report, trial);
    case "containers":
      return checkContainers(context, report);
    case "scratch":
      return checkScratch(context, report);
    case "wayBack":
      return checkWayBack(report, trial);
  }
}
