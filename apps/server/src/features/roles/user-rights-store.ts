import type { Query } from "@postern/database";

export interface NamedWorkspace {
  readonly id: number;
  readonly name: string;
}

/** In the order of their names. */
export function listWorkspaces(query: Query, organizationId: number): Promise<NamedWorkspace[]> {
  return query
    .selectFrom("workspaces")
    .select(["id", "name"])
    .where("organization_id", "=", organizationId)
    .where("deleted_at", "is", null)
    .orderBy("name_key")
    .execute();
}

export interface StoredGrant {
  readonly workspaceId: number;
  /** As it is stored. */
  readonly role: string;
  /** Null for a role of one's own. */
  readonly team: { readonly id: number; readonly name: string } | null;
}

/** Everything that a member of an organization was given in its workspaces, by themselves and through teams. */
export async function listGrants(query: Query, memberId: number): Promise<readonly StoredGrant[]> {
  const direct = await query
    .selectFrom("participants")
    .select(["workspace_id as workspaceId", "role"])
    .where("member_id", "=", memberId)
    .execute();
  const byTeam = await query
    .selectFrom("participants")
    .innerJoin("team_members", "team_members.team_id", "participants.team_id")
    .innerJoin("teams", "teams.id", "participants.team_id")
    .select(["participants.workspace_id as workspaceId", "participants.role", "teams.id", "teams.name"])
    .where("team_members.member_id", "=", memberId)
    .orderBy("teams.name_key")
    .execute();
  return [
    ...direct.map((row) => ({ ...row, team: null })),
    ...byTeam.map(({ workspaceId, role, id, name }) => ({ workspaceId, role, team: { id, name } })),
  ];
}
