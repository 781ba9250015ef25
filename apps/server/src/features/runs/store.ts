import type { Engine, Query, RunLogRow, RunRow } from "@postern/database";
import type { RunId, TimeMs, UserId } from "@postern/domain";
import { rowsOf } from "../../home.ts";
import type { Home } from "../../home.ts";

export type RunPatch = Partial<Omit<RunRow, "id" | "user_id" | "created_at">>;

/** What Postern keeps of the files of a run. */
export type RunLogKind = "console" | "nextflow" | "job";

export const unfinishedStatuses = ["SUBMITTED", "RUNNING", "UNKNOWN"] as const;

export async function insertRunRow(query: Query, row: RunRow): Promise<void> {
  await query.insertInto("runs").values(row).execute();
}

export function findRunRow(query: Query, runId: RunId): Promise<RunRow | undefined> {
  return query.selectFrom("runs").selectAll().where("id", "=", runId).executeTakeFirst();
}

/** Reads a run that this transaction will change. SQLite has one writer anyway; PostgreSQL holds the row until the end. */
export function lockRunRow(query: Query, engine: Engine, runId: RunId): Promise<RunRow | undefined> {
  const select = query.selectFrom("runs").selectAll().where("id", "=", runId);
  return (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
}

/** PostgreSQL holds the person until the end of the transaction; rows that only refer to it may still be written. */
export async function lockUserRow(query: Query, engine: Engine, userId: UserId): Promise<void> {
  const select = query.selectFrom("users").select("id").where("id", "=", userId);
  await (engine === "postgres" ? select.forNoKeyUpdate() : select).execute();
}

/** Whether a row was changed. */
export async function updateRunRow(query: Query, runId: RunId, patch: RunPatch): Promise<boolean> {
  const result = await query.updateTable("runs").set(patch).where("id", "=", runId).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export function listUnfinishedRows(query: Query): Promise<RunRow[]> {
  return query
    .selectFrom("runs")
    .selectAll()
    .where("status", "in", [...unfinishedStatuses])
    .where("deleted_at", "is", null)
    .orderBy("created_at")
    .execute();
}

/** Launched runs that wait or work, in all workspaces of an organization. */
export async function countActive(query: Query, organizationId: number): Promise<number> {
  const { count } = await query
    .selectFrom("runs")
    .innerJoin("workspaces", "workspaces.id", "runs.workspace_id")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("workspaces.organization_id", "=", organizationId)
    .where("runs.status", "in", ["SUBMITTED", "RUNNING"])
    .where("runs.compute_env_id", "is not", null)
    .where("runs.deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whose unfinished runs are asked for. A person's are all that they started, in whatever workspace. */
export type RunsOf = { readonly workspaceId: number } | { readonly userId: number } | { readonly computeEnvId: string };

export function listUnfinishedOf(query: Query, whose: RunsOf): Promise<RunRow[]> {
  return query
    .selectFrom("runs")
    .selectAll()
    .where((row) => {
      if ("workspaceId" in whose) return row("workspace_id", "=", whose.workspaceId);
      return "userId" in whose ? row("user_id", "=", whose.userId) : row("compute_env_id", "=", whose.computeEnvId);
    })
    .where("status", "in", [...unfinishedStatuses])
    .where("deleted_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

/** PostgreSQL holds every run of a session in one place: of two people who resume it at once, the second waits. */
export async function lockSession(query: Query, engine: Engine, { home, sessionId }: { home: Home; sessionId: string }): Promise<void> {
  if (engine !== "postgres") return;
  await query
    .selectFrom("runs")
    .select("id")
    .where(rowsOf(home))
    .where("session_id", "=", sessionId)
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
}

export function findActiveRow(
  query: Query,
  { userId, home, sessionId }: { readonly userId: UserId; readonly home: Home; readonly sessionId: string },
): Promise<RunRow | undefined> {
  return query
    .selectFrom("runs")
    .selectAll()
    .where((row) => row.or([row("user_id", "=", userId), rowsOf(home)]))
    .where("session_id", "=", sessionId)
    .where("status", "in", [...unfinishedStatuses])
    .where("deleted_at", "is", null)
    .limit(1)
    .executeTakeFirst();
}

export async function isRunNameTaken(query: Query, userId: UserId, runName: string): Promise<boolean> {
  const row = await query
    .selectFrom("runs")
    .select("id")
    .where("user_id", "=", userId)
    .where("run_name", "=", runName)
    .where("deleted_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the reason is another one than before. */
export async function setReason(query: Query, runId: RunId, change: { reason: string | null; at: TimeMs }): Promise<boolean> {
  const { reason, at } = change;
  const result = await query
    .updateTable("runs")
    .set({ status_reason: reason, updated_at: at })
    .where("id", "=", runId)
    .where("status", "in", [...unfinishedStatuses])
    .where((row) =>
      reason === null
        ? row("status_reason", "is not", null)
        : row.or([row("status_reason", "is", null), row("status_reason", "<>", reason)]),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function upsertLog(query: Query, row: RunLogRow): Promise<void> {
  const { bytes, file_size_bytes, captured_at } = row;
  await query
    .insertInto("run_logs")
    .values(row)
    .onConflict((conflict) => conflict.columns(["run_id", "kind"]).doUpdateSet({ bytes, file_size_bytes, captured_at }))
    .execute();
}

export function findLogRow(query: Query, runId: RunId, kind: RunLogKind): Promise<RunLogRow | undefined> {
  return query.selectFrom("run_logs").selectAll().where("run_id", "=", runId).where("kind", "=", kind).executeTakeFirst();
}

export interface CreateKey {
  readonly userId: UserId;
  readonly parentRunId: RunId | null;
  readonly sessionId: string;
  readonly runName: string;
  readonly instant: number;
}

/** The run that an identical *create* call made before. */
export function findRunByCreate(query: Query, key: CreateKey): Promise<RunRow | undefined> {
  return query
    .selectFrom("runs")
    .selectAll()
    .where("user_id", "=", key.userId)
    .where("session_id", "=", key.sessionId)
    .where("run_name", "=", key.runName)
    .where("create_instant", "=", key.instant)
    .where("parent_run_id", key.parentRunId === null ? "is" : "=", key.parentRunId)
    .limit(1)
    .executeTakeFirst();
}
