import type { TaskRow } from "@postern/database";
import { taskStatuses, taskStatusRank } from "@postern/domain";
import type { TaskStatus } from "@postern/domain";
import { cleanJson } from "../../clean-text.ts";
import { exitCodeOf, numberOf, objectOf, textOf, timeOf, wholeOf } from "./foreign-values.ts";
import type { ForeignObject } from "./foreign-values.ts";

/** Where and when a report of tasks was made. */
export interface TaskReport {
  readonly runId: string;
  /** Client clock, ms. */
  readonly instant: number;
}

/** Members that have a column of their own; all others are kept together as JSON. */
const columnMembers: ReadonlySet<string> = new Set([
  ...["taskId", "status", "hash", "name", "process", "tag", "executor", "nativeId", "exit", "attempt", "errorAction", "workdir"],
  ...["submit", "start", "complete", "duration", "realtime", "cpus", "memory", "pcpu", "peakRss", "rchar", "wchar", "volCtxt", "invCtxt"],
]);

/**
 * The rows of one progress call, each task once, the further report first.
 * What is no task, or has a status that we do not know, is left out: a new word must not end a run.
 */
export function toTaskRows(tasks: unknown, report: TaskReport): readonly TaskRow[] {
  const rows = new Map<number, TaskRow>();
  for (const record of Array.isArray(tasks) ? tasks : []) {
    const row = toTaskRow(objectOf(cleanJson(record)), report);
    const known = row === undefined ? undefined : rows.get(row.task_id);
    if (row !== undefined && (known === undefined || row.rank >= known.rank)) rows.set(row.task_id, row);
  }
  return [...rows.values()];
}

function toTaskRow(record: ForeignObject | undefined, report: TaskReport): TaskRow | undefined {
  const taskId = wholeOf(record?.["taskId"]);
  const status = taskStatusOf(record?.["status"]);
  if (record === undefined || taskId === null || status === undefined) return undefined;
  return {
    run_id: report.runId,
    task_id: taskId,
    status,
    rank: taskStatusRank(status),
    instant: report.instant,
    ...identityOf(record),
    ...timesOf(record),
    ...resourcesOf(record),
    data: JSON.stringify(restOf(record)),
  };
}

function taskStatusOf(value: unknown): TaskStatus | undefined {
  return taskStatuses.find((status) => status === value);
}

function identityOf(record: ForeignObject) {
  return {
    hash: textOf(record["hash"]),
    name: textOf(record["name"]),
    process: textOf(record["process"]),
    tag: textOf(record["tag"]),
    executor: textOf(record["executor"]),
    // A process id on the local executor, a job id elsewhere.
    native_id: textOf(record["nativeId"]),
    exit_code: exitCodeOf(record["exit"]),
    attempt: wholeOf(record["attempt"]),
    error_action: textOf(record["errorAction"]),
    work_dir: textOf(record["workdir"]),
  };
}

function timesOf(record: ForeignObject) {
  return {
    submit_at: timeOf(record["submit"]),
    start_at: timeOf(record["start"]),
    complete_at: timeOf(record["complete"]),
    duration_ms: wholeOf(record["duration"]),
    realtime_ms: wholeOf(record["realtime"]),
  };
}

function resourcesOf(record: ForeignObject) {
  return {
    cpus: wholeOf(record["cpus"]),
    memory_bytes: wholeOf(record["memory"]),
    pcpu: numberOf(record["pcpu"]),
    peak_rss_bytes: wholeOf(record["peakRss"]),
    rchar_bytes: wholeOf(record["rchar"]),
    wchar_bytes: wholeOf(record["wchar"]),
    vol_ctxt: wholeOf(record["volCtxt"]),
    inv_ctxt: wholeOf(record["invCtxt"]),
  };
}

function restOf(record: ForeignObject): ForeignObject {
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value === null || columnMembers.has(name)) continue;
    // `scratch` is a directory, or true and false.
    rest[name] = name === "scratch" ? textOf(value) : value;
  }
  return rest;
}
