import { AppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { askLimits, askReservation } from "./memory-rules.ts";
import type { SchedulerQueue, SiteQuestions } from "../scheduler.ts";

/** Groups to book on are named by the site's own commands, and start times only where it estimates them. */
export const lsfSite: SiteQuestions = {
  askQueues: () => ({ command: { words: ["bqueues", "-l"], maxOutputBytes: 2 * 1024 * 1024 }, read: parseQueues }),
  askAccounts: () => undefined,
  askStart: () => undefined,
  askMemoryRules: () => [askReservation, askLimits],
};

export function parseQueues(result: CommandResult): readonly SchedulerQueue[] {
  const records = result.stdout.split(/^(?=QUEUE: )/m).filter((record) => /^QUEUE: \S/.test(record));
  if (result.exitCode !== 0 || result.isCut === true || records.length === 0) throw unanswered(result);
  return records.map(toQueue);
}

function toQueue(record: string): SchedulerQueue {
  // Of the maximum limits, which follow the default ones where there are any.
  const limits = record.slice(Math.max(0, record.search(/^MAXIMUM LIMITS:/m)));
  const minutes = Number(/^ *RUNLIMIT.*\n\s*(?<minutes>[\d.]+) min/m.exec(limits)?.groups?.["minutes"] ?? "");
  return {
    name: /^QUEUE: (?<name>\S+)/.exec(record)?.groups?.["name"] ?? "",
    isOpen: /\bOpen:Active\b/.test(record),
    ...(/This is the default queue/.test(record) ? { isDefault: true } : {}),
    ...(minutes > 0 ? { maxWallTimeSeconds: Math.round(minutes * 60) } : {}),
  };
}

function unanswered(result: CommandResult): AppError {
  return new AppError("scheduler.unclear", `LSF did not answer: ${complaint(result)}`, { detail: complaint(result) });
}
