import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { shortJobName } from "./dialect.ts";
import type { PbsDialect } from "./dialect.ts";

/** All the letters that Torque's qselect takes but C, which is over. One more, as the S of what is suspended, and it refuses the question. */
const liveInTorque = "EHQRTW";

/** PBS Pro leaves out what ended; Torque has to be told so. */
export function renderFindByName(name: string, dialect: PbsDialect): SchedulerCommand {
  const live = dialect === "torque" ? ["-s", liveInTorque] : [];
  return { words: ["qselect", "-N", shortJobName(name), ...live] };
}

/**
 * Ids of live jobs of that name: one a line, and nothing when there is none.
 *
 * @throws scheduler.unclear when PBS did not answer in full.
 */
export function parseFindByName(result: CommandResult): readonly SchedulerJobId[] {
  const isCut = result.isCut === true || (result.stdout !== "" && !result.stdout.endsWith("\n"));
  if (result.exitCode !== 0 || isCut) {
    throw new AppError("scheduler.unclear", "PBS did not say whether the job is in its queue.", { detail: complaint(result) });
  }
  const ids = [...result.stdout.matchAll(/^(\d+(?:\[\])?\.[A-Za-z\d][\w.-]*(?:@[\w.-]+)?)[^\S\n]*$/gm)].map((match) => match[1] ?? "");
  return [...new Set(ids)].map(toSchedulerJobId);
}
