import type { HotUpsert, HotValue, Query, TaskRow, Transaction } from "@postern/database";
import { endedTaskRank } from "@postern/domain";
import type { RunId } from "@postern/domain";

/** The order in which the values of one row are bound. */
export const taskColumns = [
  "run_id",
  "task_id",
  "status",
  "rank",
  "instant",
  "hash",
  "name",
  "process",
  "tag",
  "executor",
  "native_id",
  "exit_code",
  "attempt",
  "error_action",
  "work_dir",
  "submit_at",
  "start_at",
  "complete_at",
  "duration_ms",
  "realtime_ms",
  "cpus",
  "memory_bytes",
  "pcpu",
  "peak_rss_bytes",
  "rchar_bytes",
  "wchar_bytes",
  "vol_ctxt",
  "inv_ctxt",
  "data",
] as const satisfies readonly (keyof TaskRow)[];

// INVARIANT: of two reports of one task the further one stays, and of two equally far the younger.
// So calls may come late, twice and in any order.
const mergeStatement: HotUpsert = {
  table: "tasks",
  columns: taskColumns,
  conflictColumns: ["run_id", "task_id"],
  updateWhere: "excluded.rank > tasks.rank OR (excluded.rank = tasks.rank AND excluded.instant >= tasks.instant)",
};

/** Writes reports of tasks; each task at most once in a call. */
export async function mergeTaskRows(transaction: Transaction, rows: readonly TaskRow[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.upsertMany(mergeStatement, rows.map(toValues));
}

/**
 * The run has ended, so these tasks have too. It is a conclusion, not a report: its instant is 0,
 * and whatever Nextflow says of their end later replaces it.
 */
export async function abortUnfinishedTasks(query: Query, runId: RunId): Promise<void> {
  await query
    .updateTable("tasks")
    .set({ status: "ABORTED", rank: endedTaskRank, instant: 0 })
    .where("run_id", "=", runId)
    .where("rank", "<", endedTaskRank)
    .execute();
}

function toValues(row: TaskRow): readonly HotValue[] {
  return taskColumns.map((column) => row[column]);
}
