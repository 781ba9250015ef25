import type { ComputeEnvRow, Query } from "@postern/database";
import type { ComputeEnvId, CredentialId, TimeMs, UserId } from "@postern/domain";
import { rowsOf } from "../../home.ts";
import type { Home } from "../../home.ts";

export type EnvironmentPatch = Partial<Omit<ComputeEnvRow, "id" | "user_id" | "created_at">>;

export async function insertEnvironment(query: Query, row: ComputeEnvRow): Promise<void> {
  await query.insertInto("compute_envs").values(row).execute();
}

export function findEnvironmentRow(query: Query, id: ComputeEnvId): Promise<ComputeEnvRow | undefined> {
  return query.selectFrom("compute_envs").selectAll().where("id", "=", id).executeTakeFirst();
}

export function listPersonalEnvironments(query: Query, userId: UserId): Promise<ComputeEnvRow[]> {
  return personal(query, userId).orderBy("name").orderBy("id").execute();
}

export function findPrimaryEnvironment(query: Query, userId: UserId): Promise<ComputeEnvRow | undefined> {
  return personal(query, userId).where("is_primary", "=", 1).executeTakeFirst();
}

export async function isPersonalNameTaken(query: Query, userId: UserId, name: string): Promise<boolean> {
  return (await personal(query, userId).where("name", "=", name).executeTakeFirst()) !== undefined;
}

export function listByCredential(query: Query, id: CredentialId): Promise<ComputeEnvRow[]> {
  return query.selectFrom("compute_envs").selectAll().where("credential_id", "=", id).where("deleted_at", "is", null).execute();
}

/** Environments whose check is wanted or was cut short, and those that failed and might be tried again. */
export function listCheckCandidates(query: Query): Promise<ComputeEnvRow[]> {
  return query
    .selectFrom("compute_envs")
    .selectAll()
    .where("deleted_at", "is", null)
    .where((where) => where.or([where("check_finished_at", "is", null), where("status", "=", "ERRORED")]))
    .orderBy("created_at")
    .execute();
}

export async function updateEnvironment(query: Query, id: ComputeEnvId, patch: EnvironmentPatch): Promise<void> {
  await query.updateTable("compute_envs").set(patch).where("id", "=", id).execute();
}

/** Marks all environments deleted that live in one place. */
export function removeEnvironments(query: Query, home: Home, at: TimeMs): Promise<Pick<ComputeEnvRow, "id" | "name">[]> {
  return query
    .updateTable("compute_envs")
    .set((row) => ({
      ...{ status: "DELETED", is_primary: 0, deleted_at: at, updated_at: at },
      check_finished_at: row.fn.coalesce("check_finished_at", row.val(at)),
    }))
    .where(rowsOf(home))
    .where("deleted_at", "is", null)
    .returning(["id", "name"])
    .execute();
}

/** Only while the check that began at `startedAt` is the newest one, and the environment still there. */
export async function updateDuringCheck(
  query: Query,
  check: { readonly id: ComputeEnvId; readonly startedAt: TimeMs },
  patch: EnvironmentPatch,
): Promise<boolean> {
  const result = await query
    .updateTable("compute_envs")
    .set(patch)
    .where("id", "=", check.id)
    .where("check_started_at", "=", check.startedAt)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function clearPrimary(query: Query, userId: UserId): Promise<void> {
  await query
    .updateTable("compute_envs")
    .set({ is_primary: 0 })
    .where("user_id", "=", userId)
    .where("workspace_id", "is", null)
    .where("is_primary", "=", 1)
    .execute();
}

function personal(query: Query, userId: UserId) {
  return query
    .selectFrom("compute_envs")
    .selectAll()
    .where("user_id", "=", userId)
    .where("workspace_id", "is", null)
    .where("deleted_at", "is", null);
}
