import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { plainest } from "../plainest.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { placeOfJob, placeWords, readJobId } from "./job-id.ts";
import { markedLines, marker } from "./marker.ts";
import { parseExitField, sightingOf } from "./states.ts";

/** The reason comes last: it is the one field that could hold anything. */
const format = `JobID:${marker},State:|,exit_code:|,Reason:`;

/** Without `-t all` squeue hides ended jobs, and an empty answer would say nothing. All jobs are of one place. */
export function renderStatus(jobs: readonly SchedulerJobId[]): SchedulerCommand {
  const numbers = jobs.map((job) => readJobId(job).number);
  return { words: ["squeue", ...placeWords(placeOfAll(jobs)), "-h", "-t", "all", "-j", numbers.join(","), "-O", format] };
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const others = sightingOfUnlisted(result, jobs);
  const listed = new Map<string, JobSighting>();
  for (const { first, rest } of markedLines(result)) {
    const [state = "", exit = "", ...reason] = rest;
    const exitStatus = parseExitField(exit);
    const row = sightingOf({ state, reason: reason.join("|"), ...(exitStatus === undefined ? {} : { exit: exitStatus }) });
    listed.set(first, plainest(listed.get(first), row));
  }
  const place = placeOfJob(placeOfAll(jobs));
  return new Map(jobs.map((job) => [job, placeOfJob(job) === place ? (listed.get(readJobId(job).number) ?? others) : notAsked]));
}

const notAsked: JobSighting = { seen: "nothing", reason: "Its cluster was not asked." };

/** SAFETY: the number of a job of another cluster is that of somebody else's here. */
function placeOfAll(jobs: readonly SchedulerJobId[]): SchedulerJobId {
  return jobs[0] ?? toSchedulerJobId("");
}

function sightingOfUnlisted(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSighting {
  // Of several ids squeue drops the unknown ones without a word.
  if (result.exitCode === 0 && result.isCut !== true) return { seen: "absent" };
  if (result.exitCode === 0) return { seen: "nothing", reason: "The answer of squeue was too long and was cut." };
  // Of one id it says so. With several this error means something else.
  if (jobs.length === 1 && isUnknownJob(result)) return { seen: "absent" };
  return { seen: "nothing", reason: complaint(result) };
}

/** Slurm answered, and does not know the job. */
export function isUnknownJob({ stderr }: CommandResult): boolean {
  return /Invalid job id specified/i.test(stderr);
}
