import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import type { SchedulerCommand } from "../scheduler.ts";
import { readJobRecords } from "./job-records.ts";
import { sightingIn } from "./status.ts";

/** PBS Pro's history, where the site keeps one; to Torque -x means XML, in which it shows what it still remembers. */
export function renderFinal(job: SchedulerJobId): readonly SchedulerCommand[] {
  return [{ words: ["qstat", "-x", "-f", job] }];
}

/** `absent` when PBS says that it does not know the job. Never throws. */
export function parseFinal([history]: readonly CommandResult[], job: SchedulerJobId): JobSighting {
  if (history === undefined) return { seen: "nothing", reason: "qstat was not asked." };
  return sightingIn(history, readJobRecords(history), job);
}
