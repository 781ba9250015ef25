import type { Query } from "@postern/database";
import type { RunStatus, TimeMs } from "@postern/domain";
import { unfinishedStatuses } from "./store.ts";
import { toRunStatus } from "./to-run-status.ts";

/** What is told of a run where another thing is the subject. */
export interface MentionedRun {
  readonly id: string;
  readonly name: string;
}

export interface UnfinishedRun extends MentionedRun {
  readonly status: RunStatus;
}

/** A run, by whom and where it was launched. */
export interface LaunchedRun extends MentionedRun {
  readonly at: TimeMs;
  readonly userId: number;
  readonly userName: string;
  readonly computeEnvId: string | null;
}

/** Where a page of launches begins: behind this one. */
export interface LaunchPlace {
  readonly at: TimeMs;
  readonly id: string;
}

/** Those runs of the list that are still there, with their names. */
export async function nameRuns(query: Query, ids: readonly string[]): Promise<readonly MentionedRun[]> {
  if (ids.length === 0) return [];
  const select = query.selectFrom("runs").select(["id", "run_name"]).where("id", "in", ids).where("deleted_at", "is", null);
  return (await select.execute()).map((row) => ({ id: row.id, name: row.run_name }));
}

/** Runs on some environments that have not ended, oldest first. */
export async function listUnfinishedOn(query: Query, computeEnvIds: readonly string[]): Promise<readonly UnfinishedRun[]> {
  if (computeEnvIds.length === 0) return [];
  const select = query.selectFrom("runs").select(["id", "run_name", "status"]).where("compute_env_id", "in", computeEnvIds);
  const unfinished = select.where("status", "in", [...unfinishedStatuses]).where("deleted_at", "is", null);
  const rows = await unfinished.orderBy("created_at").orderBy("id").execute();
  return rows.map((row) => ({ id: row.id, name: row.run_name, status: toRunStatus(row) }));
}

/** How many runs on some environments have not ended, by their status. */
export async function countUnfinishedOn(
  query: Query,
  computeEnvIds: readonly string[],
): Promise<readonly { readonly computeEnvId: string; readonly status: RunStatus; readonly count: number }[]> {
  if (computeEnvIds.length === 0) return [];
  const rows = await query
    .selectFrom("runs")
    .select((row) => ["compute_env_id", "status", row.fn.countAll().as("count")] as const)
    .where("status", "in", [...unfinishedStatuses])
    .where("deleted_at", "is", null)
    .where("compute_env_id", "in", computeEnvIds)
    .groupBy(["compute_env_id", "status"])
    .execute();
  return rows.map((row) => ({ computeEnvId: row.compute_env_id ?? "", status: toRunStatus(row), count: Number(row.count) }));
}

/** Runs that were launched on some environments, newest first. */
export async function listLaunchedOn(
  query: Query,
  computeEnvIds: readonly string[],
  { max, after }: { readonly max: number; readonly after: LaunchPlace | undefined },
): Promise<readonly LaunchedRun[]> {
  if (computeEnvIds.length === 0) return [];
  const rows = await query
    .selectFrom("runs")
    .leftJoin("users", "users.id", "runs.user_id")
    // The name of an account here; `runs.user_name` is that of one on the cluster.
    .select(["runs.id", "runs.run_name", "runs.created_at", "runs.user_id", "users.user_name", "runs.compute_env_id"])
    .where("runs.compute_env_id", "in", computeEnvIds)
    .where("runs.deleted_at", "is", null)
    .$if(after !== undefined, (some) =>
      some.where((where) => {
        const { at, id } = after ?? { at: 0, id: "" };
        return where.or([where("runs.created_at", "<", at), where.and([where("runs.created_at", "=", at), where("runs.id", "<", id)])]);
      }),
    )
    .orderBy("runs.created_at", "desc")
    .orderBy("runs.id", "desc")
    .limit(max)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, name: row.run_name, at: row.created_at, userId: row.user_id, userName: row.user_name ?? "" },
    computeEnvId: row.compute_env_id,
  }));
}
