import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";

/** INT, TERM and KILL, ten seconds apart. Without -d, with which LSF would book the job as done. */
export function renderCancel(job: SchedulerJobId): SchedulerCommand {
  return { words: ["bkill", job] };
}

/** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
export function parseCancel(result: CommandResult): void {
  const said = `${result.stdout}\n${result.stderr}`;
  if (result.exitCode === 0 || /already finished|No matching job found|is being terminated/i.test(said)) return;
  throw new AppError("scheduler.unclear", `LSF did not cancel the job: ${complaint(result)}`, { detail: complaint(result) });
}
