import type { Query } from "@postern/database";
import { endedTaskRank } from "@postern/domain";
import { sql } from "kysely";

/** What the tasks of one process add up to. Sizes in bytes, times in ms. */
export interface ProcessSums {
  readonly runId: string;
  /** Null for tasks that name no process. */
  readonly process: string | null;
  readonly pending: number;
  readonly submitted: number;
  readonly running: number;
  readonly succeeded: number;
  readonly cached: number;
  readonly failed: number;
  readonly aborted: number;
  readonly ignored: number;
  readonly retries: number;
  readonly cpus: number;
  readonly cpuTime: number;
  readonly cpuLoad: number;
  readonly memoryRss: number;
  readonly memoryReq: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly volCtxSwitch: number;
  readonly invCtxSwitch: number;
}

/**
 * Adds up ended tasks by run and process. Computed anew each time, so a report that came twice counts once.
 * Cached tasks carry the figures of an earlier run: they are counted, and left out of all sums.
 */
export async function sumTasks(query: Query, runIds: readonly string[]): Promise<readonly ProcessSums[]> {
  if (runIds.length === 0) return [];
  const rows = await query
    .selectFrom("tasks")
    .select(["run_id as runId", "process"])
    .select([
      count("status = 'NEW'").as("pending"),
      count("status = 'SUBMITTED'").as("submitted"),
      count("status = 'RUNNING'").as("running"),
      count("status = 'COMPLETED'").as("succeeded"),
      count("status = 'CACHED'").as("cached"),
      count("status = 'FAILED'").as("failed"),
      count("status = 'ABORTED'").as("aborted"),
      count("status = 'FAILED' AND error_action = 'IGNORE'").as("ignored"),
      count("status = 'FAILED' AND error_action = 'RETRY'").as("retries"),
    ])
    .select([
      sum("cpus").as("cpus"),
      sum("cpus", "realtime_ms").as("cpuTime"),
      sum("pcpu", "realtime_ms", "0.01").as("cpuLoad"),
      sum("peak_rss_bytes").as("memoryRss"),
      sum("memory_bytes").as("memoryReq"),
      sum("rchar_bytes").as("readBytes"),
      sum("wchar_bytes").as("writeBytes"),
      sum("vol_ctxt").as("volCtxSwitch"),
      sum("inv_ctxt").as("invCtxSwitch"),
    ])
    .where("run_id", "in", [...runIds])
    .groupBy(["run_id", "process"])
    .orderBy(({ fn }) => fn.min("task_id"))
    .execute();
  return rows;
}

/** The executors of the tasks of each run, in the order of the alphabet. */
export function listExecutors(query: Query, runIds: readonly string[]): Promise<{ run_id: string; executor: string | null }[]> {
  if (runIds.length === 0) return Promise.resolve([]);
  return query
    .selectFrom("tasks")
    .select(["run_id", "executor"])
    .distinct()
    .where("run_id", "in", [...runIds])
    .where("executor", "is not", null)
    .orderBy("executor")
    .execute();
}

function count(condition: string) {
  return sql<number>`count(*) FILTER (WHERE ${sql.raw(condition)})`;
}

// In floating point, because a product of two honest 64-bit numbers may not fit a third; exact up to 2^53.
function sum(...factors: readonly string[]) {
  const product = factors.map((factor) => `CAST(${factor} AS double precision)`).join(" * ");
  const counted = `rank = ${String(endedTaskRank)} AND status <> 'CACHED'`;
  return sql<number>`coalesce(sum(${sql.raw(product)}) FILTER (WHERE ${sql.raw(counted)}), 0)`;
}
