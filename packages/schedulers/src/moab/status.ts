import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isWholeList, jobListCommand, readJobList } from "./job-list.ts";
import { sightingOf } from "./states.ts";

/** Of all jobs of all users: on a large cluster more than the answer may hold. */
export function renderStatus(): SchedulerCommand {
  return jobListCommand;
}

/** A small answer, however many jobs others have. `-w` takes several conditions with commas between. */
export function renderStatusOfUser(userName: string): SchedulerCommand | undefined {
  if (!/^[\w.-]+$/.test(userName)) return undefined;
  return { ...jobListCommand, words: [...jobListCommand.words, "-w", `user=${userName}`] };
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const others = sightingOfUnlisted(result);
  const list = readJobList(result);
  const listed = new Map(list.flatMap((job) => job.otherIds.map((id) => [id, sightingOf(job)])));
  for (const job of list) listed.set(job.id, sightingOf(job));
  return new Map(jobs.map((job) => [job, listed.get(job) ?? others]));
}

function sightingOfUnlisted(result: CommandResult): JobSighting {
  if (isWholeList(result)) return { seen: "absent" };
  if (result.isCut === true) return { seen: "nothing", reason: "The answer of showq was too long and was cut." };
  return { seen: "nothing", reason: complaint(result) };
}
