import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isWholeList, jobListCommand, readJobList } from "./job-list.ts";

export function renderFindByName(): SchedulerCommand {
  return jobListCommand;
}

/**
 * Ids of live jobs of that name. What ended is not in the list; a job in error is, and counts: nobody submits beside it.
 *
 * @throws scheduler.unclear when Grid Engine did not answer in full.
 */
export function parseFindByName(result: CommandResult, name: string): readonly SchedulerJobId[] {
  if (!isWholeList(result)) {
    throw new AppError("scheduler.unclear", "Grid Engine did not say whether the job is in its queue.", { detail: complaint(result) });
  }
  const ids = readJobList(result).flatMap((job) => (job.name === name ? [job.id] : []));
  return [...new Set(ids)].map(toSchedulerJobId);
}
