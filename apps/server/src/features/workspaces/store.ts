import type { Engine, Query, WorkspaceRow } from "@postern/database";
import type { WorkspaceId } from "@postern/domain";
import type { Insertable, Selectable } from "kysely";

export type StoredWorkspace = Selectable<WorkspaceRow>;

/** What people change of a workspace. */
export type WorkspaceFields = Pick<
  StoredWorkspace,
  "name" | "name_key" | "full_name" | "description" | "visibility" | "launchers_end_runs" | "confirms_host_keys" | "updated_at"
>;

export async function insertWorkspace(query: Query, row: Insertable<WorkspaceRow>): Promise<number> {
  const { id } = await query.insertInto("workspaces").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

export function findWorkspace(query: Query, id: WorkspaceId): Promise<StoredWorkspace | undefined> {
  return query.selectFrom("workspaces").selectAll().where("id", "=", id).where("deleted_at", "is", null).executeTakeFirst();
}

/** All that an organization has, in the order of their names. */
export function listWorkspaces(query: Query, organizationId: number): Promise<readonly StoredWorkspace[]> {
  return present(query, organizationId).selectAll().orderBy("name_key").execute();
}

/** The same, so that until the transaction ends nothing is put into one of them. The organization is held by the caller. */
export function holdWorkspaces(query: Query, engine: Engine, organizationId: number): Promise<readonly StoredWorkspace[]> {
  const select = present(query, organizationId).selectAll().orderBy("id");
  return (engine === "postgres" ? select.forNoKeyUpdate() : select).execute();
}

export async function countWorkspaces(query: Query, organizationId: number): Promise<number> {
  const { count } = await present(query, organizationId)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

export async function isNameTaken(query: Query, organizationId: number, key: string): Promise<boolean> {
  const row = await present(query, organizationId).select("id").where("name_key", "=", key).executeTakeFirst();
  return row !== undefined;
}

export async function updateWorkspace(query: Query, id: number, fields: WorkspaceFields): Promise<void> {
  await query.updateTable("workspaces").set(fields).where("id", "=", id).execute();
}

/** The rows stay: history points to them. Their names are free again. */
export async function markWorkspacesDeleted(query: Query, ids: readonly number[], at: number): Promise<void> {
  if (ids.length === 0) return;
  await query.updateTable("workspaces").set({ deleted_at: at, updated_at: at }).where("id", "in", ids).execute();
}

function present(query: Query, organizationId: number) {
  return query.selectFrom("workspaces").where("organization_id", "=", organizationId).where("deleted_at", "is", null);
}
