import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { markedLines, marker } from "./marker.ts";
import { isLive } from "./states.ts";

/**
 * All states are asked for, and ended ones left out by us: squeue's own choice differs between versions. In a federation the job may be on
 * any of its clusters; where there is none, the same is answered.
 */
export function renderFindByName(name: string): SchedulerCommand {
  return { words: ["squeue", "--federation", "-h", "-t", "all", `--name=${name}`, "-O", `JobID:${marker},State:|,Name:`] };
}

/**
 * Ids of live jobs of that name. A refused submission can leave an ended record under its name, so ended jobs do not count.
 *
 * @throws scheduler.unclear when Slurm did not answer in full.
 */
export function parseFindByName(result: CommandResult, name: string): readonly SchedulerJobId[] {
  if (result.exitCode !== 0 || result.isCut === true) {
    throw new AppError("scheduler.unclear", "Slurm did not say whether the job is in its queue.", { detail: complaint(result) });
  }
  const ids = markedLines(result).flatMap(({ first, rest }) => {
    const [state = "", ...jobName] = rest;
    return isLive(state) && jobName.join("|") === name ? [first] : [];
  });
  // Of a federation each cluster that has part in the job lists it.
  return [...new Set(ids)].map(toSchedulerJobId);
}
