import type { Engine, Query, TeamRow } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable, SqlBool } from "kysely";
import { likeContaining } from "../../like-pattern.ts";
import { readPage } from "../../read-page.ts";
import type { Page, PageOf } from "../../read-page.ts";

export type StoredTeam = Selectable<TeamRow> & { readonly membersCount: number };

/** In the order of their names. */
export function listTeams(
  query: Query,
  { organizationId, search }: { readonly organizationId: number; readonly search: string },
  page: Page,
): Promise<PageOf<StoredTeam>> {
  const found = teamsOf(query, organizationId);
  const pattern = likeContaining(search.toLowerCase());
  const named = search === "" ? found : found.where(sql<SqlBool>`teams.name_key LIKE ${pattern} ESCAPE '!'`);
  return readPage(named.orderBy("teams.name_key"), page);
}

export function findTeam(query: Query, organizationId: number, teamId: number): Promise<StoredTeam | undefined> {
  return teamsOf(query, organizationId).where("teams.id", "=", teamId).executeTakeFirst();
}

/** The same for who deletes it: whoever is about to name it elsewhere is waited for. */
export async function holdTeam(query: Query, engine: Engine, teamId: number): Promise<void> {
  if (engine === "postgres") await query.selectFrom("teams").select("id").where("id", "=", teamId).forUpdate().execute();
}

export async function isNameTaken(query: Query, organizationId: number, key: string): Promise<boolean> {
  const row = await query
    .selectFrom("teams")
    .select("id")
    .where("organization_id", "=", organizationId)
    .where("name_key", "=", key)
    .executeTakeFirst();
  return row !== undefined;
}

export async function countTeams(query: Query, organizationId: number): Promise<number> {
  const { count } = await query
    .selectFrom("teams")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("organization_id", "=", organizationId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertTeam(query: Query, row: Omit<TeamRow, "id">): Promise<number> {
  const { id } = await query.insertInto("teams").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

export type TeamFields = Pick<TeamRow, "name" | "name_key" | "description" | "avatar_id">;

export async function updateTeam(query: Query, teamId: number, change: TeamFields & Pick<TeamRow, "updated_at">): Promise<void> {
  await query.updateTable("teams").set(change).where("id", "=", teamId).execute();
}

/** With its members' places in it, and its own in workspaces. */
export async function deleteTeam(query: Query, teamId: number): Promise<void> {
  await query.deleteFrom("team_members").where("team_id", "=", teamId).execute();
  await query.deleteFrom("participants").where("team_id", "=", teamId).execute();
  await query.deleteFrom("teams").where("id", "=", teamId).execute();
}

/** False for somebody who is in it already. */
export async function insertTeamMember(query: Query, teamId: number, { memberId, at }: { memberId: number; at: TimeMs }): Promise<boolean> {
  const row = { team_id: teamId, member_id: memberId, created_at: at };
  const result = await query
    .insertInto("team_members")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** False for somebody who was not in it. */
export async function deleteTeamMember(query: Query, teamId: number, memberId: number): Promise<boolean> {
  const result = await query.deleteFrom("team_members").where("team_id", "=", teamId).where("member_id", "=", memberId).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function listTeamUserIds(query: Query, teamId: number): Promise<readonly number[]> {
  const rows = await query
    .selectFrom("team_members")
    .innerJoin("organization_members", "organization_members.id", "team_members.member_id")
    .select("organization_members.user_id as userId")
    .where("team_members.team_id", "=", teamId)
    .execute();
  return rows.map(({ userId }) => userId);
}

export interface StoredTeamWorkspace {
  readonly participantId: number;
  readonly role: string;
  readonly workspaceId: number;
  readonly workspaceName: string;
  readonly workspaceFullName: string;
}

export interface TeamWorkspaceSearch {
  readonly teamId: number;
  /** Part of the name of a workspace; empty for all. */
  readonly search: string;
  /** Those that the asker may see; undefined: all. */
  readonly seen: readonly number[] | undefined;
}

/** Where a team takes part, in the order of the names. */
export function listTeamWorkspaces(
  query: Query,
  { teamId, search, seen }: TeamWorkspaceSearch,
  page: Page,
): Promise<PageOf<StoredTeamWorkspace>> {
  const all = query
    .selectFrom("participants")
    .innerJoin("workspaces", "workspaces.id", "participants.workspace_id")
    .leftJoin("custom_roles", (join) =>
      join
        .onRef("custom_roles.name_key", "=", "participants.role")
        .onRef("custom_roles.organization_id", "=", "workspaces.organization_id"),
    )
    .select(({ fn }) => fn.coalesce("custom_roles.name", "participants.role").as("role"))
    .select([
      "participants.id as participantId",
      "workspaces.id as workspaceId",
      "workspaces.name as workspaceName",
      "workspaces.full_name as workspaceFullName",
    ])
    .where("participants.team_id", "=", teamId)
    .where("workspaces.deleted_at", "is", null);
  // Nothing has the id 0, and SQL knows no empty list.
  const visible =
    seen === undefined
      ? all
      : all.where((where) => where.or([where("workspaces.id", "in", [0, ...seen]), where("visibility", "=", "SHARED")]));
  const pattern = likeContaining(search.toLowerCase());
  const named = search === "" ? visible : visible.where(sql<SqlBool>`workspaces.name_key LIKE ${pattern} ESCAPE '!'`);
  return readPage(named.orderBy("workspaces.name_key"), page);
}

function teamsOf(query: Query, organizationId: number) {
  return query
    .selectFrom("teams")
    .selectAll("teams")
    .select((team) =>
      team
        .selectFrom("team_members")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("team_members.team_id", "=", "teams.id")
        .$asScalar()
        .$notNull()
        .as("membersCount"),
    )
    .where("teams.organization_id", "=", organizationId);
}
