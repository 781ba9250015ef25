import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { isSameJob } from "../is-same-job.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isDenied, readJobRecords } from "./job-records.ts";
import type { PbsJob } from "./job-records.ts";
import { sightingOf } from "./states.ts";

/** Some two kilobytes for each job: asked about by name, never the whole queue. */
export function renderStatus(jobs: readonly SchedulerJobId[]): SchedulerCommand {
  return { words: ["qstat", "-f", ...jobs], maxOutputBytes: 2 * 1024 * 1024 };
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const records = readJobRecords(result);
  return new Map(jobs.map((job) => [job, sightingIn(result, records, job)]));
}

/** Absent is only what PBS says it does not know: an answer may be cut, and a job that is missing in it proves nothing. */
export function sightingIn(result: CommandResult, records: readonly PbsJob[], job: SchedulerJobId): JobSighting {
  const record = records.find(({ id }) => isSameJob(id, job));
  if (record !== undefined) return sightingOf(record);
  return isDenied(result, job) ? { seen: "absent" } : { seen: "nothing", reason: complaint(result) };
}
