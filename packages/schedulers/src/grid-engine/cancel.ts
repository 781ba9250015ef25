import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";

/** USR2 to the job script, for which it was submitted with `-notify`; KILL after the queue's `notify` time. */
export function renderCancel(job: SchedulerJobId): SchedulerCommand {
  return { words: ["qdel", job] };
}

/** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
export function parseCancel(result: CommandResult): void {
  const said = `${result.stdout}\n${result.stderr}`;
  if (result.exitCode === 0 || /does not exist|already in deletion/i.test(said)) return;
  throw new AppError("scheduler.unclear", `Grid Engine did not cancel the job: ${complaint(result)}`, { detail: complaint(result) });
}
