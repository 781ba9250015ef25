import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isWholeList, jobListCommand, readJobList } from "./job-list.ts";
import { sightingOf } from "./states.ts";

export function renderStatus(): SchedulerCommand {
  return jobListCommand;
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const others: JobSighting = isWholeList(result) ? { seen: "absent" } : { seen: "nothing", reason: complaint(result) };
  const listed = new Map(readJobList(result).map((job) => [job.id, sightingOf(job)]));
  return new Map(jobs.map((job) => [job, listed.get(job) ?? others]));
}
