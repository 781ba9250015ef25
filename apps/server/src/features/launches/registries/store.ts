import type { Query } from "@postern/database";
import { runStatuses, isTerminal, toComputeEnvId, toRunId, toUserId } from "@postern/domain";
import type { ComputeEnvId, RunId, TimeMs, UserId } from "@postern/domain";

/** A folder on a cluster whose run is over. */
export interface LeftFolder {
  readonly runId: RunId;
  readonly folder: string;
  readonly computeEnvId: ComputeEnvId;
  /** Whoever launched it reaches it. */
  readonly userId: UserId;
}

/** Before anything is written, so that nothing can lie on a cluster without a row. May be repeated. */
export async function noteRegistryFolder(query: Query, { runId, folder, at }: { runId: RunId; folder: string; at: TimeMs }): Promise<void> {
  await query
    .insertInto("registry_files")
    .values({ run_id: runId, folder, written_at: at })
    .onConflict((conflict) => conflict.column("run_id").doUpdateSet({ folder, written_at: at }))
    .execute();
}

export async function forgetRegistryFolder(query: Query, runId: RunId): Promise<void> {
  await query.deleteFrom("registry_files").where("run_id", "=", runId).execute();
}

/**
 * Those of runs that are over: no job of theirs exists or ever will. A job that was not found yet after a lost answer is none of these, and
 * neither is a run that has reported its end while its job still cleans up.
 */
export async function listLeftFolders(query: Query): Promise<readonly LeftFolder[]> {
  const ended = runStatuses.filter(isTerminal);
  const rows = await query
    .selectFrom("registry_files")
    .innerJoin("head_jobs", "head_jobs.run_id", "registry_files.run_id")
    .innerJoin("runs", "runs.id", "registry_files.run_id")
    .select(["registry_files.run_id", "folder", "head_jobs.compute_env_id", "head_jobs.user_id"])
    .where((where) =>
      where.or([
        where("submit_state", "in", ["finished", "refused"]),
        where.and([where("submit_state", "=", "submitted"), where("absent_since", "is not", null), where("runs.status", "in", ended)]),
      ]),
    )
    .orderBy("written_at")
    .execute();
  return rows.map((row) => ({
    ...{ runId: toRunId(row.run_id), folder: row.folder },
    ...{ computeEnvId: toComputeEnvId(row.compute_env_id), userId: toUserId(row.user_id) },
  }));
}
