import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isJob, isWholeList, readJobList } from "./job-list.ts";
import { sightingOf } from "./states.ts";

/** First the job itself, which Moab remembers for a while; then the list of what completed. */
export function renderFinal(job: SchedulerJobId): readonly SchedulerCommand[] {
  return [{ words: ["checkjob", "--xml", job] }, { words: ["showq", "-c", "--xml"], maxOutputBytes: 2 * 1024 * 1024 }];
}

/** `absent` when no source knows the job; `nothing` when one of them failed and the other does not know it. Never throws. */
export function parseFinal(results: readonly CommandResult[], job: SchedulerJobId): JobSighting {
  const [checked, completed] = results;
  const fromJob = checked === undefined ? undefined : readJob(checked, job);
  if (fromJob === undefined) return { seen: "nothing", reason: "checkjob was not asked." };
  if (fromJob.seen !== "absent") return fromJob;
  if (completed === undefined) return { seen: "nothing", reason: "showq was not asked." };
  const record = readJobList(completed).find((one) => isJob(one, job));
  if (record !== undefined) return sightingOf(record);
  return isWholeList(completed) ? { seen: "absent" } : { seen: "nothing", reason: complaint(completed) };
}

function readJob(result: CommandResult, job: SchedulerJobId): JobSighting {
  const record = readJobList(result).find((one) => isJob(one, job));
  if (record !== undefined) return sightingOf(record);
  return isUnknownJob(result) ? { seen: "absent" } : { seen: "nothing", reason: complaint(result) };
}

/** Moab answered, and does not know the job. */
export function isUnknownJob({ stdout, stderr }: CommandResult): boolean {
  return /invalid job specified|cannot locate job/i.test(`${stderr}\n${stdout}`);
}
