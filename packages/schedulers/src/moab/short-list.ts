import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { sightingOf } from "./states.ts";
import type { MoabJob } from "./states.ts";

/** An eighth of the bytes of the XML: about 27,000 jobs in what an agent passes on. */
export function renderShortStatus(): SchedulerCommand {
  return { words: ["showq"], maxOutputBytes: 2 * 1024 * 1024 };
}

/** A row of the plain table: number, user, state, processors, then times. A star marks jobs with something to tell. */
const row = /^(?<id>[\w.-]+)\*?[^\S\n]+\S+[^\S\n]+(?<state>[A-Za-z]+)[^\S\n]+\d+[^\S\n]+\S/;
const heading = /^(?<list>active|eligible|blocked) jobs-/;

/**
 * Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. The table may have cut a long number: what it
 * does not list is asked about by itself before anything is made of that.
 */
export function parseShortStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const others = sightingOfUnlisted(result);
  const listed = readTable(result);
  return new Map(jobs.map((job) => [job, listed.get(job) ?? others]));
}

function readTable({ isCut, stdout }: CommandResult): ReadonlyMap<string, JobSighting> {
  const lines = stdout.split("\n");
  // Of an answer that was cut, the last line may be half of one.
  if (isCut === true) lines.pop();
  const listed = new Map<string, JobSighting>();
  let list: string | undefined;
  for (const line of lines) {
    const job = list === undefined ? undefined : readRow(line, list);
    if (job !== undefined) listed.set(job.id, sightingOf(job));
    list = heading.exec(line)?.groups?.["list"] ?? list;
  }
  return listed;
}

function readRow(line: string, list: string): MoabJob | undefined {
  const { id, state } = row.exec(line)?.groups ?? {};
  return id === undefined || state === undefined ? undefined : { id, otherIds: [], name: "", state, list, completionCode: undefined };
}

function sightingOfUnlisted(result: CommandResult): JobSighting {
  const { exitCode, isCut, stdout } = result;
  if (exitCode !== 0) return { seen: "nothing", reason: complaint(result) };
  if (isCut === true) return { seen: "nothing", reason: "The cluster has more jobs than one answer of showq holds." };
  if (/^active jobs-/m.test(stdout) && /^Total jobs?:/m.test(stdout)) return { seen: "absent" };
  return { seen: "nothing", reason: "The answer of showq was not whole." };
}
