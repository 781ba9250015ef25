import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isUnknownJob } from "./final.ts";

export function renderCancel(job: SchedulerJobId): SchedulerCommand {
  return { words: ["mjobctl", "-c", job] };
}

/** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
export function parseCancel(result: CommandResult): void {
  if (result.exitCode === 0 || isUnknownJob(result)) return;
  throw new AppError("scheduler.unclear", `Moab did not cancel the job: ${complaint(result)}`, { detail: complaint(result) });
}
