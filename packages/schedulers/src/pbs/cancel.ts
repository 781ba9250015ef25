import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";

/** TERM to the job, KILL after the site's `kill_delay`. */
export function renderCancel(job: SchedulerJobId): SchedulerCommand {
  return { words: ["qdel", job] };
}

/** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
export function parseCancel(result: CommandResult): void {
  const said = `${result.stdout}\n${result.stderr}`;
  if (result.exitCode === 0 || /Unknown Job Id|Job has finished|invalid for state of job/i.test(said)) return;
  throw new AppError("scheduler.unclear", `PBS did not cancel the job: ${complaint(result)}`, { detail: complaint(result) });
}
