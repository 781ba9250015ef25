import type { TimedCheckContext } from "../check-context.ts";
import type { StepResult } from "../check-step.ts";
import type { Trial } from "./trial.ts";
import type { TrialReport } from "./trial-report.ts";

/** The directories of runs are the same ones on the login node and on a compute node, and can be written from both. */
export async function checkSharedFiles(context: TimedCheckContext, report: TrialReport, trial: Trial): Promise<StepResult> {
  const { absent, closed, host, token, written } = report;
  const [gone] = absent;
  if (gone !== undefined) return { status: "failed", summary: `${gone} does not exist on ${host}.`, cure: shared };
  if (token !== (await trial.tokenOf(context))) {
    return { status: "failed", summary: `${host} does not see what the login node wrote in the work directory.`, cure: shared };
  }
  const [locked] = closed;
  if (locked === undefined) return { status: "passed", summary: `${host} sees ${written.join(" and ")}, and can write there.` };
  return {
    status: "failed",
    summary: `${locked} cannot be written on ${host}.`,
    cure: "Choose a directory that compute nodes may write to; ask the site which of its file systems are open to them.",
  };
}

const shared = "Choose a directory on a file system that login and compute nodes share.";
