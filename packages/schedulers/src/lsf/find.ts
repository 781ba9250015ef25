import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isNotFound } from "./status.ts";

/** Without -a: unfinished jobs only. */
export function renderFindByName(name: string): SchedulerCommand {
  return { words: ["bjobs", "-noheader", "-o", "jobid stat job_name delimiter='|'", "-J", name] };
}

/**
 * Ids of live jobs of that name.
 *
 * @throws scheduler.unclear when LSF neither listed such a job nor said that there is none.
 */
export function parseFindByName(result: CommandResult, name: string): readonly SchedulerJobId[] {
  const rows = [...result.stdout.matchAll(/^[ \t]*(\d+)(?:\[\d+\])?(?:@[\w.-]+)?\|[A-Z_]+\|(.*)\n/gm)];
  const ids = rows.flatMap(([, id = "", jobName = ""]) => (jobName.trim() === name ? [id] : []));
  const isWhole = result.exitCode === 0 && result.isCut !== true && ids.length > 0 && result.stdout.endsWith("\n");
  if (isWhole) return [...new Set(ids)].map(toSchedulerJobId);
  if (rows.length === 0 && isNotFound(result, name)) return [];
  throw new AppError("scheduler.unclear", "LSF did not say whether the job is in its queue.", { detail: complaint(result) });
}
