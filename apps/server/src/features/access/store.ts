import type { CustomRoleRow, Engine, OrganizationMemberRow, OrganizationRow, Query, WorkspaceRow } from "@postern/database";
import type { Selectable } from "kysely";

export type StoredWorkspace = Selectable<WorkspaceRow>;
export type StoredOrganization = Selectable<OrganizationRow>;

export interface StoredGrant {
  readonly role: string;
  /** The team through which it comes; null for a role of one's own. */
  readonly teamId: number | null;
  readonly teamName: string | null;
}

export interface WorkspaceOfOrganization {
  readonly workspace: StoredWorkspace;
  readonly organization: StoredOrganization;
}

/** `undefined` when it, or its organization, is deleted. */
export async function findWorkspace(query: Query, workspaceId: number): Promise<WorkspaceOfOrganization | undefined> {
  const workspace = await query
    .selectFrom("workspaces")
    .selectAll()
    .where("id", "=", workspaceId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (workspace === undefined) return undefined;
  const organization = await findOrganization(query, workspace.organization_id);
  return organization === undefined ? undefined : { workspace, organization };
}

/** Whether the workspace is there; then it stays until the end of the transaction: who deletes it, or its organization, waits. */
export async function holdWorkspace(query: Query, engine: Engine, workspaceId: number): Promise<boolean> {
  const select = query
    .selectFrom("workspaces")
    .innerJoin("organizations", "organizations.id", "workspaces.organization_id")
    .select("workspaces.id")
    .where("workspaces.id", "=", workspaceId)
    .where("workspaces.deleted_at", "is", null)
    .where("organizations.deleted_at", "is", null);
  // The row of the organization is left alone: who deletes that locks it first and its workspaces next, the other way round.
  return (await (engine === "postgres" ? select.forShare("workspaces") : select).executeTakeFirst()) !== undefined;
}

/** The same for a person. */
export async function holdPerson(query: Query, engine: Engine, userId: number): Promise<boolean> {
  const select = query.selectFrom("users").select("id").where("id", "=", userId).where("deleted_at", "is", null);
  return (await (engine === "postgres" ? select.forShare() : select).executeTakeFirst()) !== undefined;
}

export function findOrganization(query: Query, organizationId: number): Promise<StoredOrganization | undefined> {
  return query.selectFrom("organizations").selectAll().where("id", "=", organizationId).where("deleted_at", "is", null).executeTakeFirst();
}

/** The same, and nobody else changes it until the transaction ends. SQLite has one writer at a time anyway, and no word for it. */
export function holdOrganization(query: Query, engine: Engine, organizationId: number): Promise<StoredOrganization | undefined> {
  const select = query.selectFrom("organizations").selectAll().where("id", "=", organizationId).where("deleted_at", "is", null);
  return (engine === "postgres" ? select.forNoKeyUpdate() : select).executeTakeFirst();
}

/** As `holdWorkspace`, but nobody else puts anything into it either. */
export function holdWorkspaceAlone(query: Query, engine: Engine, workspaceId: number): Promise<StoredWorkspace | undefined> {
  const select = query.selectFrom("workspaces").selectAll().where("id", "=", workspaceId).where("deleted_at", "is", null);
  return (engine === "postgres" ? select.forNoKeyUpdate() : select).executeTakeFirst();
}

export function findMember(
  query: Query,
  person: { readonly organizationId: number; readonly userId: number },
): Promise<Selectable<OrganizationMemberRow> | undefined> {
  return query
    .selectFrom("organization_members")
    .selectAll()
    .where("organization_id", "=", person.organizationId)
    .where("user_id", "=", person.userId)
    .executeTakeFirst();
}

/** Everybody who belongs to an organization, also to one that is deleted. */
export async function listPeople(query: Query, organizationId: number): Promise<readonly number[]> {
  const rows = await query.selectFrom("organization_members").select("user_id").where("organization_id", "=", organizationId).execute();
  return rows.map((row) => row.user_id);
}

/** The roles of a member in a workspace, direct and by teams. */
export async function listGrants(query: Query, workspaceId: number, memberId: number): Promise<readonly StoredGrant[]> {
  const direct = await query
    .selectFrom("participants")
    .select("role")
    .where("workspace_id", "=", workspaceId)
    .where("member_id", "=", memberId)
    .execute();
  const byTeam = await query
    .selectFrom("participants")
    .innerJoin("team_members", "team_members.team_id", "participants.team_id")
    .innerJoin("teams", "teams.id", "participants.team_id")
    .select(["participants.role", "teams.id as teamId", "teams.name as teamName"])
    .where("participants.workspace_id", "=", workspaceId)
    .where("team_members.member_id", "=", memberId)
    .execute();
  return [...direct.map(({ role }) => ({ role, teamId: null, teamName: null })), ...byTeam];
}

export function findCustomRole(query: Query, organizationId: number, key: string): Promise<Selectable<CustomRoleRow> | undefined> {
  return query
    .selectFrom("custom_roles")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .where("name_key", "=", key)
    .executeTakeFirst();
}

/** Workspaces in which somebody takes part, by themselves, by a team, or as an owner of the organization. */
export async function listWorkspaceIds(query: Query, userId: number): Promise<readonly number[]> {
  const rows = await query
    .selectFrom("organization_members")
    .innerJoin("organizations", "organizations.id", "organization_members.organization_id")
    .innerJoin("workspaces", "workspaces.organization_id", "organization_members.organization_id")
    .select("workspaces.id")
    .where("organization_members.user_id", "=", userId)
    .where("organizations.deleted_at", "is", null)
    .where("workspaces.deleted_at", "is", null)
    .where((where) =>
      where.or([
        where("organization_members.role", "=", "owner"),
        where.exists(
          where
            .selectFrom("participants")
            .select("participants.id")
            .whereRef("participants.workspace_id", "=", "workspaces.id")
            .where((own) =>
              own.or([
                own("participants.member_id", "=", own.ref("organization_members.id")),
                own.exists(
                  own
                    .selectFrom("team_members")
                    .select("team_members.team_id")
                    .whereRef("team_members.team_id", "=", "participants.team_id")
                    .whereRef("team_members.member_id", "=", "organization_members.id"),
                ),
              ]),
            ),
        ),
      ]),
    )
    .orderBy("workspaces.id")
    .execute();
  return rows.map(({ id }) => id);
}

export async function isAdministrator(query: Query, userId: number): Promise<boolean> {
  const row = await query.selectFrom("users").select("is_administrator").where("id", "=", userId).executeTakeFirst();
  return row?.is_administrator === 1;
}
