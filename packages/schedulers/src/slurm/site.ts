import { AppError } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerAccount, SchedulerQueue, SiteQuestions } from "../scheduler.ts";
import { parseTimeLimit } from "../time-limit.ts";
import { placeWords, readJobId } from "./job-id.ts";
import { markedLines, marker } from "./marker.ts";

export const slurmSite: SiteQuestions = {
  // %P marks the default partition with a star; time limit, memory and processors of a node, the usual time and the nodes come as they are.
  askQueues: () => ({ command: { words: ["sinfo", "-h", "-a", "-o", `%P${marker}%a|%l|%m|%c|%L|%D`] }, read: parseQueues }),
  askAccounts: (userName) => ({
    command: { words: ["sacctmgr", "-n", "-P", "show", "assoc", `user=${userName}`, "format=Account,QOS"] },
    read: parseAccounts,
  }),
  askStart: (job) => ({
    command: { words: ["squeue", ...placeWords(job), "-h", "--start", "-j", readJobId(job).number, "-O", `JobID:${marker},StartTime:`] },
    read: (result) => parseStart(result, job),
  }),
  askMemoryRules: () => [],
};

/** A partition has a line for each kind of its nodes; the largest counts, and all of them together. */
export function parseQueues(result: CommandResult): readonly SchedulerQueue[] {
  const lines = markedLines(result);
  if (result.exitCode !== 0 || result.isCut === true || lines.length === 0) throw unanswered(result);
  const queues = new Map<string, SchedulerQueue>();
  for (const { first, rest } of lines) {
    const queue = toQueue(first, rest);
    queues.set(queue.name, withLargerLimits(queue, queues.get(queue.name)));
  }
  return [...queues.values()];
}

function toQueue(first: string, [availability, ...fields]: readonly string[]): SchedulerQueue {
  const [wall = "", memory = "", cpus = "", usualWall = "", nodes = ""] = fields;
  return {
    name: first.replace(/\*$/, ""),
    isOpen: availability === "up",
    ...(first.endsWith("*") ? { isDefault: true } : {}),
    ...given("maxWallTimeSeconds", parseTimeLimit(wall)),
    ...given("defaultWallTimeSeconds", parseTimeLimit(usualWall)),
    ...given("nodes", /^\d+$/.test(nodes) ? Number(nodes) : undefined),
    // Such as `128000+`, which is the least of several.
    maxMemoryMb: Number.parseInt(memory, 10) || 0,
    maxCpus: Number.parseInt(cpus, 10) || 0,
  };
}

const given = <Name extends keyof SchedulerQueue>(name: Name, value: number | undefined): Partial<Record<Name, number>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, number>);

function withLargerLimits(queue: SchedulerQueue, other: SchedulerQueue | undefined): SchedulerQueue {
  const { maxMemoryMb = 0, maxCpus = 0, nodes } = queue;
  return {
    ...queue,
    maxMemoryMb: Math.max(maxMemoryMb, other?.maxMemoryMb ?? 0),
    maxCpus: Math.max(maxCpus, other?.maxCpus ?? 0),
    ...(nodes === undefined ? {} : { nodes: nodes + (other?.nodes ?? 0) }),
  };
}

/** Without accounting there are no accounts to choose from. */
export function parseAccounts(result: CommandResult): readonly SchedulerAccount[] {
  if (/accounting storage plugin|not running a supported accounting|accounting storage is disabled/i.test(result.stderr)) return [];
  if (result.exitCode !== 0 || result.isCut === true) throw unanswered(result);
  const qualities = new Map<string, Set<string>>();
  for (const [, account = "", list = ""] of result.stdout.matchAll(/^([\w.-]+)\|([\w.,+-]*)\s*$/gm)) {
    const known = qualities.get(account) ?? new Set();
    for (const quality of list.split(",")) if (quality !== "") known.add(quality);
    qualities.set(account, known);
  }
  return [...qualities].map(([name, known]) => ({ name, qualities: [...known] }));
}

export function parseStart(result: CommandResult, job: SchedulerJobId): string | undefined {
  if (result.exitCode !== 0) throw unanswered(result);
  const start = markedLines(result).find(({ first }) => first === readJobId(job).number)?.rest[0];
  return start === undefined || !/^\d/.test(start) ? undefined : start;
}

function unanswered(result: CommandResult): AppError {
  return new AppError("scheduler.unclear", `Slurm did not answer: ${complaint(result)}`, { detail: complaint(result) });
}
