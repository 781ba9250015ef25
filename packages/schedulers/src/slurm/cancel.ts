import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isFederated, placeWords, readJobId } from "./job-id.ts";

/** TERM to the job script and its children, KILL after the site's `KillWait`. */
export function renderCancel(job: SchedulerJobId): SchedulerCommand {
  const { number } = readJobId(job);
  // Whichever cluster of a federation hears it passes it on.
  return { words: ["scancel", ...(isFederated(number) ? [] : placeWords(job)), number] };
}

/** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
export function parseCancel(result: CommandResult): void {
  if (result.exitCode === 0 || /Invalid job id specified|already (completing|completed|finished)/i.test(result.stderr)) return;
  throw new AppError("scheduler.unclear", `Slurm did not cancel the job: ${complaint(result)}`, { detail: complaint(result) });
}
