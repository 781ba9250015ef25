import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import type { SchedulerCommand } from "../scheduler.ts";
import { complaint, isComplete } from "./answer.ts";
import { ask } from "./ask.ts";
import type { LocalSettings } from "./settings.ts";

/** TERM to the process group of the job script; after the grace KILL to everything that the job started. */
export function renderCancel(job: SchedulerJobId, { killGraceSeconds }: LocalSettings): SchedulerCommand {
  return ask("cancel", job, String(killGraceSeconds));
}

/** Done, or there was nothing to cancel. @throws scheduler.unclear otherwise; cancelling again is harmless. */
export function parseCancel(result: CommandResult): void {
  if (isComplete(result)) return;
  throw new AppError("scheduler.unclear", `The job was not cancelled: ${complaint(result)}.`, { detail: complaint(result) });
}
