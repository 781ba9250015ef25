import type { CustomRoleRow, Query } from "@postern/database";
import type { Selectable } from "kysely";

export type StoredRole = Selectable<CustomRoleRow>;

/** In the order of their names. */
export function listRoles(query: Query, organizationId: number): Promise<StoredRole[]> {
  return query.selectFrom("custom_roles").selectAll().where("organization_id", "=", organizationId).orderBy("name_key").execute();
}

export function findRole(query: Query, organizationId: number, key: string): Promise<StoredRole | undefined> {
  return query
    .selectFrom("custom_roles")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .where("name_key", "=", key)
    .executeTakeFirst();
}

export async function insertRole(query: Query, row: Omit<StoredRole, "id">): Promise<void> {
  await query.insertInto("custom_roles").values(row).execute();
}

export type RoleFields = Pick<StoredRole, "name" | "name_key" | "description" | "permissions">;

export async function updateRole(query: Query, id: number, change: RoleFields & Pick<StoredRole, "updated_at">): Promise<void> {
  await query.updateTable("custom_roles").set(change).where("id", "=", id).execute();
}

export async function deleteRole(query: Query, id: number): Promise<void> {
  await query.deleteFrom("custom_roles").where("id", "=", id).execute();
}

/** Whoever has the role under one key has it under another. */
export async function moveHolders(
  query: Query,
  organizationId: number,
  keys: { readonly from: string; readonly to: string },
): Promise<void> {
  const workspaces = query.selectFrom("workspaces").select("id").where("organization_id", "=", organizationId);
  await query
    .updateTable("participants")
    .set({ role: keys.to })
    .where("role", "=", keys.from)
    .where("workspace_id", "in", workspaces)
    .execute();
}

export interface RoleHolder {
  readonly participantId: number;
  readonly workspaceName: string;
  readonly userName: string | null;
  readonly teamName: string | null;
}

export function listHolders(query: Query, organizationId: number, key: string): Promise<RoleHolder[]> {
  return query
    .selectFrom("participants")
    .innerJoin("workspaces", "workspaces.id", "participants.workspace_id")
    .leftJoin("organization_members", "organization_members.id", "participants.member_id")
    .leftJoin("users", "users.id", "organization_members.user_id")
    .leftJoin("teams", "teams.id", "participants.team_id")
    .select([
      "participants.id as participantId",
      "workspaces.name as workspaceName",
      "users.user_name as userName",
      "teams.name as teamName",
    ])
    .where("workspaces.organization_id", "=", organizationId)
    .where("workspaces.deleted_at", "is", null)
    .where("participants.role", "=", key)
    .orderBy("workspaces.name_key")
    .orderBy("participants.id")
    .execute();
}
