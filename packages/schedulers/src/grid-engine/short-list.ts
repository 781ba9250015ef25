import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { plainest } from "../plainest.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { sightingOf } from "./states.ts";

/**
 * A row of the plain table: number, priority, name, owner, state, date, time, then a queue, Univa's class, slots and tasks, as there are.
 * The state is the word before the date; a name may hold blanks, and what stands behind the time differs between the engines.
 */
const row = /^\s*(?<id>\d+)\s+\d+[.,]\d+\s+\S.*\s(?<state>[A-Za-z]{1,6})\s+\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\s+\d\d:\d\d/;

/** A quarter of the bytes of the XML: about 17,000 jobs of an account in what an agent passes on. */
export function renderShortStatus(): SchedulerCommand {
  return { words: ["qstat"], maxOutputBytes: 2 * 1024 * 1024 };
}

/**
 * Has an entry for every job asked about. Never throws: a failed question is `nothing` for each. Also where no table came: `qstat` says
 * nothing when there is no job, and is asked this way only where there were thousands.
 */
export function parseShortStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const others = sightingOfUnlisted(result);
  const lines = result.stdout.split("\n");
  // Of an answer that was cut, the last line may be half of one.
  if (result.isCut === true) lines.pop();
  const listed = new Map<string, JobSighting>();
  for (const line of lines) {
    const { id, state } = row.exec(line)?.groups ?? {};
    if (id !== undefined && state !== undefined) listed.set(id, plainest(listed.get(id), sightingOf(state)));
  }
  return new Map(jobs.map((job) => [job, listed.get(job) ?? others]));
}

function sightingOfUnlisted(result: CommandResult): JobSighting {
  const { exitCode, isCut, stdout } = result;
  if (exitCode !== 0) return { seen: "nothing", reason: complaint(result) };
  if (isCut === true) return { seen: "nothing", reason: "The account has more jobs than one answer of qstat holds." };
  if (/^[ \t]*job-ID\s/m.test(stdout) && stdout.endsWith("\n")) return { seen: "absent" };
  return { seen: "nothing", reason: "The answer of qstat was not whole." };
}
