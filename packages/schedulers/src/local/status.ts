import type { CommandResult, JobSighting, JobSightings, SchedulerJobId } from "@postern/domain";

import type { SchedulerCommand } from "../scheduler.ts";
import { answerLines, answerOf, complaint, parseState } from "./answer.ts";
import { ask } from "./ask.ts";

export function renderStatus(jobs: readonly SchedulerJobId[]): SchedulerCommand {
  return ask("status", ...jobs);
}

/** Has an entry for every job asked about. Never throws: a failed question is `nothing` for each that it did not reach. */
export function parseStatus(result: CommandResult, jobs: readonly SchedulerJobId[]): JobSightings {
  const lines = answerLines(result);
  return new Map(jobs.map((job, number) => [job, sightingOf(answerOf(lines, String(number)), result)]));
}

function sightingOf(state: string | undefined, result: CommandResult): JobSighting {
  return state === undefined ? { seen: "nothing", reason: complaint(result) } : parseState(state);
}
