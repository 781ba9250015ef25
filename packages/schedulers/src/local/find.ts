import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import type { SchedulerCommand } from "../scheduler.ts";
import { answerLines, answerOf, complaint, isComplete } from "./answer.ts";
import { ask } from "./ask.ts";
import type { LocalSettings } from "./settings.ts";

export function renderFindByName(name: string, { jobsFolder }: LocalSettings): SchedulerCommand {
  return ask("find_live", jobsFolder, name);
}

/** The job, while it lives. @throws scheduler.unclear when that cannot be seen from this machine. */
export function parseFindByName(result: CommandResult): readonly SchedulerJobId[] {
  if (!isComplete(result)) {
    throw new AppError("scheduler.unclear", "The machine did not say whether the job is running.", { detail: complaint(result) });
  }
  const folder = answerOf(answerLines(result), "job");
  return folder === undefined ? [] : [toSchedulerJobId(folder)];
}
