import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { plainest } from "../plainest.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isWholeList, jobListCommand, readJobList } from "./job-list.ts";
import { sightingOf } from "./states.ts";

export function renderStatus(): SchedulerCommand {
  return jobListCommand;
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const others = sightingOfUnlisted(result);
  const listed = new Map<string, JobSighting>();
  for (const { id, state } of readJobList(result)) listed.set(id, plainest(listed.get(id), sightingOf(state)));
  return new Map(jobs.map((job) => [job, listed.get(job) ?? others]));
}

function sightingOfUnlisted(result: CommandResult): JobSighting {
  if (isWholeList(result)) return { seen: "absent" };
  if (result.exitCode !== 0) return { seen: "nothing", reason: complaint(result) };
  return { seen: "nothing", reason: "The answer of qstat was not whole." };
}
