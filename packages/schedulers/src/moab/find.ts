import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { shortJobName } from "../pbs/dialect.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isWholeList, jobListCommand, readJobList } from "./job-list.ts";
import { sightingOf } from "./states.ts";

export function renderFindByName(): SchedulerCommand {
  return jobListCommand;
}

/**
 * Ids of live jobs of that name.
 *
 * @throws scheduler.unclear when Moab did not answer in full.
 */
export function parseFindByName(result: CommandResult, name: string): readonly SchedulerJobId[] {
  if (!isWholeList(result)) {
    throw new AppError("scheduler.unclear", "Moab did not say whether the job is in its queue.", { detail: complaint(result) });
  }
  const live = readJobList(result).filter((job) => job.name === shortJobName(name) && sightingOf(job).seen !== "ended");
  return [...new Set(live.map(({ id }) => id))].map(toSchedulerJobId);
}
