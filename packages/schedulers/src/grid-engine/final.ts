import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { isEnd, sightingOfEnd, stuck } from "./states.ts";
import type { GridEngineEnd } from "./states.ts";

/** First the queue, which knows jobs of every owner; then accounting, a file that is written some seconds after the end. */
export function renderFinal(job: SchedulerJobId): readonly SchedulerCommand[] {
  return [{ words: ["qstat", "-j", job] }, { words: ["qacct", "-j", job] }];
}

/**
 * Reads the answers of `renderFinal`, in order. `absent` when no source knows the job; `nothing` when one of them failed
 * and the other does not know it. Never throws.
 */
export function parseFinal(results: readonly CommandResult[], job: SchedulerJobId): JobSighting {
  const [queue, accounting] = results;
  const fromQueue: JobSighting = queue === undefined ? { seen: "nothing", reason: "qstat was not asked." } : readQueue(queue, job);
  // qacct reads a file, and has a record of every start that failed: of a job that is still in the queue it tells nothing.
  if (fromQueue.seen !== "absent") return fromQueue;
  return accounting === undefined ? { seen: "nothing", reason: "qacct was not asked." } : readAccounting(accounting, job);
}

function readQueue(result: CommandResult, job: SchedulerJobId): JobSighting {
  if (isUnknownJob(result)) return { seen: "absent" };
  if (result.exitCode !== 0) return { seen: "nothing", reason: complaint(result) };
  const record = result.stdout.split(/^=+\s*$/m).find((text) => numberIn(text, "job_number") === Number(job));
  if (record === undefined) return { seen: "nothing", reason: "qstat did not show the job in a form we know." };
  const error = /^error reason\s+\d*:?\s*(?<why>.+)$/m.exec(record)?.groups?.["why"];
  if (error !== undefined) return stuck(error.trim());
  // There is no line for the state. Only what runs has used something.
  return /^usage\s+\d+:/m.test(record) ? { seen: "running" } : { seen: "queued", reason: "" };
}

function readAccounting(result: CommandResult, job: SchedulerJobId): JobSighting {
  const ends = result.stdout.split(/^=+\s*$/m).flatMap((record) => readEnd(record, job));
  const end = ends.findLast(isEnd);
  if (end !== undefined) return sightingOfEnd(end);
  if (ends.length > 0 || /job id \S+ not found/i.test(result.stderr)) return { seen: "absent" };
  return { seen: "nothing", reason: complaint(result) };
}

function readEnd(record: string, job: SchedulerJobId): readonly GridEngineEnd[] {
  if (numberIn(record, "jobnumber") !== Number(job)) return [];
  const failed = /^failed\s+(?<code>\d+)[^\S\n]*(?::[^\S\n]*(?<words>.*))?$/m.exec(record)?.groups;
  const exitStatus = numberIn(record, "exit_status");
  if (failed === undefined || exitStatus === undefined) return [];
  return [{ failed: Number(failed["code"]), failedWords: (failed["words"] ?? "").trim(), exitStatus, ...readUse(record) }];
}

function readUse(record: string): Pick<GridEngineEnd, "isReported" | "limits" | "wallSeconds"> {
  const limits = /^category\s.*?-l (?<limits>\S+)/m.exec(record)?.groups?.["limits"] ?? "";
  // What a version does not print says nothing.
  const isReported = ["ru_utime", "ru_stime", "ru_minflt"].some((name) => numberIn(record, name) !== 0);
  return { limits: limits.split(","), isReported, wallSeconds: numberIn(record, "ru_wallclock") ?? 0 };
}

function isUnknownJob({ stdout, stderr }: CommandResult): boolean {
  return /Following jobs do not exist/i.test(`${stdout}\n${stderr}`);
}

/** The number that follows a name at the begin of a line. */
function numberIn(record: string, name: string): number | undefined {
  const digits = new RegExp(`^${name}:?[^\\S\\n]+(\\d+)`, "m").exec(record)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
