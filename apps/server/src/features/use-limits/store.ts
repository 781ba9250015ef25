import type { Query, UseGrantRow } from "@postern/database";
import { toTeamId, toUserId } from "@postern/domain";
import type { TeamId, TimeMs, UserId } from "@postern/domain";

/** Ids of credentials and environments are drawn from the same letters, so the kind belongs to it. */
export interface Target {
  readonly kind: UseGrantRow["target_kind"];
  readonly id: string;
}

/** Who is named by a limit. */
export interface Grantees {
  readonly userIds: readonly UserId[];
  readonly teamIds: readonly TeamId[];
}

export interface NamedPerson {
  readonly id: number;
  readonly user_name: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
}

export interface NamedTeam {
  readonly id: number;
  readonly name: string;
}

export async function listGrantees(query: Query, target: Target): Promise<Grantees> {
  const rows = await grantsOf(query, target).orderBy("grantee_id").execute();
  const of = (kind: UseGrantRow["grantee_kind"]) => rows.filter((row) => row.grantee_kind === kind).map((row) => row.grantee_id);
  return { userIds: of("user").map(toUserId), teamIds: of("team").map(toTeamId) };
}

export async function replaceGrantees(query: Query, target: Target, { userIds, teamIds, at }: Grantees & { at: TimeMs }): Promise<void> {
  await removeTarget(query, target);
  const grantees = [
    ...userIds.map((id) => ({ grantee_kind: "user" as const, grantee_id: id })),
    ...teamIds.map((id) => ({ grantee_kind: "team" as const, grantee_id: id })),
  ];
  if (grantees.length === 0) return;
  const of = { target_kind: target.kind, target_id: target.id, created_at: at };
  await query
    .insertInto("use_grants")
    .values(grantees.map((grantee) => ({ ...of, ...grantee })))
    .execute();
}

export async function removeTarget(query: Query, { kind, id }: Target): Promise<void> {
  await query.deleteFrom("use_grants").where("target_kind", "=", kind).where("target_id", "=", id).execute();
}

/** Of the people that are named, those who belong to the organization of a workspace. */
export async function listPeopleNear(query: Query, workspaceId: number, userIds: readonly UserId[]): Promise<readonly NamedPerson[]> {
  if (userIds.length === 0) return [];
  return query
    .selectFrom("users")
    .innerJoin("organization_members", "organization_members.user_id", "users.id")
    .innerJoin("workspaces", "workspaces.organization_id", "organization_members.organization_id")
    .select(["users.id", "users.user_name", "users.email", "users.first_name", "users.last_name"])
    .where("workspaces.id", "=", workspaceId)
    .where("users.id", "in", [...userIds])
    .orderBy("users.user_name")
    .execute();
}

export async function listTeamsNear(query: Query, workspaceId: number, teamIds: readonly TeamId[]): Promise<readonly NamedTeam[]> {
  if (teamIds.length === 0) return [];
  return query
    .selectFrom("teams")
    .innerJoin("workspaces", "workspaces.organization_id", "teams.organization_id")
    .select(["teams.id", "teams.name"])
    .where("workspaces.id", "=", workspaceId)
    .where("teams.id", "in", [...teamIds])
    .orderBy("teams.name")
    .execute();
}

/** Teams of the organization of a workspace that somebody is in. */
export async function listTeamIds(query: Query, workspaceId: number, userId: UserId): Promise<readonly TeamId[]> {
  const rows = await query
    .selectFrom("team_members")
    .innerJoin("organization_members", "organization_members.id", "team_members.member_id")
    .innerJoin("workspaces", "workspaces.organization_id", "organization_members.organization_id")
    .select("team_members.team_id")
    .where("workspaces.id", "=", workspaceId)
    .where("organization_members.user_id", "=", userId)
    .execute();
  return rows.map((row) => toTeamId(row.team_id));
}

export async function removeTeamGrants(query: Query, teamId: number): Promise<void> {
  await query.deleteFrom("use_grants").where("grantee_kind", "=", "team").where("grantee_id", "=", teamId).execute();
}

function grantsOf(query: Query, { kind, id }: Target) {
  return query.selectFrom("use_grants").select(["grantee_kind", "grantee_id"]).where("target_kind", "=", kind).where("target_id", "=", id);
}
