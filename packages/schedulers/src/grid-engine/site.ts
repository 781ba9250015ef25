import { AppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerAccount, SchedulerQueue, SiteQuestions } from "../scheduler.ts";
import { parseTimeLimit } from "../time-limit.ts";

/** Start times are not told for jobs without a reservation, which head jobs have not. */
export const gridEngineSite: SiteQuestions = {
  askQueues: () => ({ command: { words: ["qconf", "-sq", "*"] }, read: parseQueues }),
  askAccounts: () => ({ command: { words: ["qconf", "-sprjl"] }, read: parseProjects }),
  askStart: () => undefined,
  askMemoryRules: () => [],
};

/** One record a queue; a limit for some hosts follows the general one as `,[host=value]`. */
export function parseQueues(result: CommandResult): readonly SchedulerQueue[] {
  const records = result.stdout.split(/^(?=qname\s)/m).filter((record) => /^qname\s+\S/.test(record));
  if (result.exitCode !== 0 || result.isCut === true || records.length === 0) throw unanswered(result);
  return records.map(toQueue);
}

export function parseProjects(result: CommandResult): readonly SchedulerAccount[] {
  if (/no project list defined/i.test(`${result.stdout}\n${result.stderr}`)) return [];
  if (result.exitCode !== 0) throw unanswered(result);
  return result.stdout.split("\n").flatMap((line) => (/^[\w.-]+$/.test(line.trim()) ? [{ name: line.trim(), qualities: [] }] : []));
}

function toQueue(record: string): SchedulerQueue {
  const wall = parseTimeLimit(field(record, "h_rt"));
  const memory = megabytes(field(record, "h_vmem"));
  const shell = field(record, "shell");
  const isShellOurs = shell === "" || shell === "NONE" || field(record, "shell_start_mode") === "unix_behavior";
  return {
    name: field(record, "qname"),
    isOpen: field(record, "initial_state") !== "disabled",
    ...(wall === undefined ? {} : { maxWallTimeSeconds: wall }),
    ...(memory === undefined ? {} : { maxMemoryMb: memory }),
    ...(isShellOurs ? {} : { jobShell: shell }),
  };
}

function field(record: string, name: string): string {
  return new RegExp(`^${name}\\s+([^\\s,]+)`, "m").exec(record)?.[1] ?? "";
}

function megabytes(text: string): number | undefined {
  const groups = /^(?<number>\d+(?:\.\d+)?)(?<unit>[KMGkmg]?)$/.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const factor = { k: 1 / 1024, m: 1, g: 1024 }[(groups["unit"] ?? "").toLowerCase()] ?? 1 / (1024 * 1024);
  return Math.floor(Number(groups["number"]) * factor);
}

function unanswered(result: CommandResult): AppError {
  return new AppError("scheduler.unclear", `Grid Engine did not answer: ${complaint(result)}`, { detail: complaint(result) });
}
