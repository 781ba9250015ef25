import type { OrganizationMemberRow, Query, WorkspaceRow } from "@postern/database";

export interface OwnOrganization {
  readonly id: number;
  readonly name: string;
  readonly logoId: string | null;
  readonly role: OrganizationMemberRow["role"];
}

export interface OwnWorkspace {
  readonly id: number;
  readonly organizationId: number;
  readonly name: string;
  readonly fullName: string;
  readonly visibility: WorkspaceRow["visibility"];
}

/** A role of somebody in a workspace, as it is stored: a built-in one, or the key of a custom one. */
export interface StoredRole {
  readonly workspaceId: number;
  readonly role: string;
  /** Of the custom role; null for a built-in one, and for one that is gone. */
  readonly customName: string | null;
}

/** Where somebody is a member or a collaborator, in the order of the names. */
export function listOwnOrganizations(query: Query, userId: number): Promise<readonly OwnOrganization[]> {
  return query
    .selectFrom("organization_members")
    .innerJoin("organizations", "organizations.id", "organization_members.organization_id")
    .select(["organizations.id", "organizations.name", "organizations.logo_id as logoId", "organization_members.role"])
    .where("organization_members.user_id", "=", userId)
    .where("organizations.deleted_at", "is", null)
    .orderBy("organizations.name_key")
    .execute();
}

/** In the order of the names. */
export function listWorkspacesById(query: Query, ids: readonly number[]): Promise<readonly OwnWorkspace[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return query
    .selectFrom("workspaces")
    .select(["id", "organization_id as organizationId", "name", "full_name as fullName", "visibility"])
    .where("id", "in", ids)
    .orderBy("name_key")
    .execute();
}

/** The roles that were given to somebody or to their teams. What owners of an organization have besides is not among them. */
export async function listOwnRoles(query: Query, userId: number): Promise<readonly StoredRole[]> {
  const given = query
    .selectFrom("participants")
    .innerJoin("workspaces", "workspaces.id", "participants.workspace_id")
    .leftJoin("custom_roles", (join) =>
      join
        .onRef("custom_roles.organization_id", "=", "workspaces.organization_id")
        .onRef("custom_roles.name_key", "=", "participants.role"),
    );
  const direct = await given
    .innerJoin("organization_members", "organization_members.id", "participants.member_id")
    .select(["participants.workspace_id as workspaceId", "participants.role", "custom_roles.name as customName"])
    .where("organization_members.user_id", "=", userId)
    .execute();
  const byTeam = await given
    .innerJoin("team_members", "team_members.team_id", "participants.team_id")
    .innerJoin("organization_members", "organization_members.id", "team_members.member_id")
    .select(["participants.workspace_id as workspaceId", "participants.role", "custom_roles.name as customName"])
    .where("organization_members.user_id", "=", userId)
    .execute();
  return [...direct, ...byTeam];
}
