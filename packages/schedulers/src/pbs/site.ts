import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { isSameJob } from "../is-same-job.ts";
import type { SchedulerQueue, SiteQuestions } from "../scheduler.ts";
import { parseTimeLimit } from "../time-limit.ts";
import { readJobRecords } from "./job-records.ts";

/** Who may book on which project is not PBS's to know. */
export const pbsSite: SiteQuestions = {
  askQueues: () => ({ command: { words: ["qstat", "-Q", "-f"] }, read: parseQueues }),
  askAccounts: () => undefined,
  askStart: (job) => ({ command: { words: ["qstat", "-f", job] }, read: (result) => parseStart(result, job) }),
  askMemoryRules: () => [],
};

export function parseQueues(result: CommandResult): readonly SchedulerQueue[] {
  const text = result.stdout.replaceAll("\r\n", "\n").replaceAll("\n\t", "");
  const records = [...text.matchAll(/^Queue: ?(\S+)[^\S\n]*\n((?:[^\S\n].*\n)*)/gm)];
  if (result.exitCode !== 0 || result.isCut === true || records.length === 0) throw unanswered(result);
  return records.map(([, name = "", body = ""]) => toQueue(name, new Map(readFields(body))));
}

function readFields(body: string): readonly (readonly [string, string])[] {
  return [...body.matchAll(/^[^\S\n]+([\w.]+) = ?(.*)$/gm)].map((match) => [match[1] ?? "", (match[2] ?? "").trim()] as const);
}

function toQueue(name: string, fields: ReadonlyMap<string, string>): SchedulerQueue {
  const wall = parseTimeLimit(fields.get("resources_max.walltime") ?? "");
  const usualWall = parseTimeLimit(fields.get("resources_default.walltime") ?? "");
  const cpus = Number(fields.get("resources_max.ncpus") ?? "");
  const memory = megabytes(fields.get("resources_max.mem") ?? "");
  return {
    name,
    isOpen: fields.get("enabled") === "True" && fields.get("started") === "True",
    ...(wall === undefined ? {} : { maxWallTimeSeconds: wall }),
    ...(usualWall === undefined ? {} : { defaultWallTimeSeconds: usualWall }),
    ...(memory === undefined ? {} : { maxMemoryMb: memory }),
    ...(cpus > 0 ? { maxCpus: cpus } : {}),
  };
}

const unitFactors: Readonly<Partial<Record<string, number>>> = { b: 1 / (1024 * 1024), kb: 1 / 1024, mb: 1, gb: 1024, tb: 1024 * 1024 };

function megabytes(text: string): number | undefined {
  const groups = /^(?<number>\d+)(?<unit>[kmgt]?b)$/i.exec(text)?.groups;
  const factor = unitFactors[(groups?.["unit"] ?? "").toLowerCase()];
  return groups === undefined || factor === undefined ? undefined : Math.floor(Number(groups["number"]) * factor);
}

function parseStart(result: CommandResult, job: SchedulerJobId): string | undefined {
  const record = readJobRecords(result).find(({ id }) => isSameJob(id, job));
  if (record === undefined) throw unanswered(result);
  return record.estimatedStart;
}

function unanswered(result: CommandResult): AppError {
  return new AppError("scheduler.unclear", `PBS did not answer: ${complaint(result)}`, { detail: complaint(result) });
}
