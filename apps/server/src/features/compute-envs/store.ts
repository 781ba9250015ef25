import type { ComputeEnvRow, Engine, Query } from "@postern/database";
import type { ComputeEnvId, CredentialId, TimeMs } from "@postern/domain";
import { rowsOf } from "../../home.ts";
import { idsOfCredential } from "./environments-of-credential.ts";
import type { Home } from "../../home.ts";

export type EnvironmentPatch = Partial<Omit<ComputeEnvRow, "id" | "user_id" | "created_at">>;

export async function insertEnvironment(query: Query, row: ComputeEnvRow): Promise<void> {
  await query.insertInto("compute_envs").values(row).execute();
}

export function findEnvironmentRow(query: Query, id: ComputeEnvId): Promise<ComputeEnvRow | undefined> {
  return query.selectFrom("compute_envs").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The same for a transaction that counts on it: until its end nobody else changes or deletes it. */
export function holdEnvironmentRow(query: Query, engine: Engine, id: ComputeEnvId): Promise<ComputeEnvRow | undefined> {
  const select = query.selectFrom("compute_envs").selectAll().where("id", "=", id);
  return (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
}

/** The same for those who only need it to stay: any number of them at once. */
export function keepEnvironmentRow(query: Query, engine: Engine, id: ComputeEnvId): Promise<ComputeEnvRow | undefined> {
  const select = query.selectFrom("compute_envs").selectAll().where("id", "=", id);
  return (engine === "postgres" ? select.forShare() : select).executeTakeFirst();
}

/** Whoever decides which one is primary holds all of them, or two at once would make two. */
export async function holdAllOf(query: Query, engine: Engine, home: Home): Promise<void> {
  if (engine === "postgres") await presentAt(query, home).orderBy("id").forUpdate().execute();
}

export function listEnvironments(query: Query, home: Home): Promise<ComputeEnvRow[]> {
  return presentAt(query, home).orderBy("name").orderBy("id").execute();
}

export function findPrimaryEnvironment(query: Query, home: Home): Promise<ComputeEnvRow | undefined> {
  return presentAt(query, home).where("is_primary", "=", 1).executeTakeFirst();
}

export async function isNameTaken(query: Query, home: Home, name: string): Promise<boolean> {
  return (await presentAt(query, home).where("name", "=", name).executeTakeFirst()) !== undefined;
}

/** Those that it opens, or of which it opens a jump host, or whose launches bring it along. */
export function listByCredential(query: Query, id: CredentialId): Promise<ComputeEnvRow[]> {
  const ids = idsOfCredential(query, id);
  return query
    .selectFrom("compute_envs")
    .selectAll()
    .where("id", "in", ids)
    .where("deleted_at", "is", null)
    .orderBy("name")
    .orderBy("id")
    .execute();
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
export function removeEnvironments(query: Query, home: Home, at: TimeMs): Promise<Pick<ComputeEnvRow, "id" | "name" | "workspace_id">[]> {
  return query
    .updateTable("compute_envs")
    .set((row) => ({
      ...{ status: "DELETED", is_primary: 0, deleted_at: at, updated_at: at },
      check_finished_at: row.fn.coalesce("check_finished_at", row.val(at)),
    }))
    .where(rowsOf(home))
    .where("deleted_at", "is", null)
    .returning(["id", "name", "workspace_id"])
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

export async function clearPrimary(query: Query, home: Home): Promise<void> {
  await query.updateTable("compute_envs").set({ is_primary: 0 }).where(rowsOf(home)).where("is_primary", "=", 1).execute();
}

function presentAt(query: Query, home: Home) {
  return query.selectFrom("compute_envs").selectAll().where(rowsOf(home)).where("deleted_at", "is", null);
}
