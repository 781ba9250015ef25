import { AppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { MemoryRules, SiteQuestion } from "../scheduler.ts";

/** Where Nextflow looks too, on the node where it runs. A text of ours: nothing is put into it. */
const printLsfConf = 'exec cat -- "${LSF_ENVDIR:?}/lsf.conf"';

/** `RESOURCE_RESERVE_PER_TASK = Y` of lsb.params, which anybody may ask. */
export const askReservation: SiteQuestion<MemoryRules> = {
  command: { words: ["bparams", "-a"] },
  read: (result) => {
    const value = valueIn(whole(result), "RESOURCE_RESERVE_PER_TASK");
    return value === undefined ? {} : { isReservedPerCpu: isYes(value) };
  },
};

/** `LSF_UNIT_FOR_LIMITS` and `LSB_JOB_MEMLIMIT` of lsf.conf, which have defaults when they are not there. */
export const askLimits: SiteQuestion<MemoryRules> = {
  command: { words: ["bash", "-c", printLsfConf] },
  read: (result) => {
    const text = whole(result);
    const unit = (valueIn(text, "LSF_UNIT_FOR_LIMITS") ?? "KB").toUpperCase();
    const limit = valueIn(text, "LSB_JOB_MEMLIMIT");
    return { unit: unit.length === 1 ? `${unit}B` : unit, ...(limit === undefined ? {} : { isLimitOfJob: isYes(limit) }) };
  },
};

function whole(result: CommandResult): string {
  if (result.exitCode === 0 && result.isCut !== true) return result.stdout;
  throw new AppError("scheduler.unclear", `LSF did not say how it counts memory: ${complaint(result)}`, { detail: complaint(result) });
}

/** The last one counts; what follows `#` is a comment. */
function valueIn(text: string, name: string): string | undefined {
  const values = [...text.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*"?([^\\s"#]+)`, "gm"))];
  return values.at(-1)?.[1];
}

function isYes(value: string): boolean {
  return /^y/i.test(value);
}
