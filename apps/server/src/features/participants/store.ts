import type { ParticipantRow, Query } from "@postern/database";
import type { OrganizationRole } from "@postern/domain";
import { sql } from "kysely";
import type { SqlBool } from "kysely";
import { likeBeginning } from "../../like-pattern.ts";
import { readPage } from "../../read-page.ts";
import type { Page, PageOf } from "../../read-page.ts";

/** A person or a team in a workspace; what concerns the other kind is null. */
export interface StoredParticipant {
  readonly participantId: number;
  /** As people call it. */
  readonly role: string;
  /** As it is stored: a built-in role, or the key of a custom one. */
  readonly roleKey: string;
  readonly memberId: number | null;
  readonly userId: number | null;
  readonly organizationRole: OrganizationRole | null;
  readonly userName: string | null;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly userAvatarId: string | null;
  readonly teamId: number | null;
  readonly teamName: string | null;
  readonly teamAvatarId: string | null;
}

/** In the order of their names. `search`: the beginning of a user name, of an address or of the name of a team. */
export function listParticipants(
  query: Query,
  { workspaceId, search }: { readonly workspaceId: number; readonly search: string },
  page: Page,
): Promise<PageOf<StoredParticipant>> {
  const found = participantsOf(query, workspaceId);
  const pattern = likeBeginning(search.toLowerCase());
  const begins = sql<SqlBool>`(lower(users.user_name) LIKE ${pattern} ESCAPE '!' OR lower(users.email) LIKE ${pattern} ESCAPE '!'
    OR teams.name_key LIKE ${pattern} ESCAPE '!')`;
  const name = sql`coalesce(users.user_name, teams.name_key)`;
  return readPage((search === "" ? found : found.where(begins)).orderBy(name).orderBy("participants.id"), page);
}

export function findParticipant(query: Query, workspaceId: number, participantId: number): Promise<StoredParticipant | undefined> {
  return participantsOf(query, workspaceId).where("participants.id", "=", participantId).executeTakeFirst();
}

/** A person's own part in a workspace, apart from what teams give them. */
export function findParticipantOfUser(query: Query, workspaceId: number, userId: number): Promise<StoredParticipant | undefined> {
  return participantsOf(query, workspaceId).where("organization_members.user_id", "=", userId).executeTakeFirst();
}

/** The same member, or the same team. */
export function findSame(
  query: Query,
  workspaceId: number,
  who: Pick<ParticipantRow, "member_id" | "team_id">,
): Promise<StoredParticipant | undefined> {
  const all = participantsOf(query, workspaceId);
  const same =
    who.member_id === null ? all.where("participants.team_id", "=", who.team_id) : all.where("participants.member_id", "=", who.member_id);
  return same.executeTakeFirst();
}

export async function countParticipants(query: Query, workspaceId: number): Promise<number> {
  const { count } = await query
    .selectFrom("participants")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertParticipant(query: Query, row: Omit<ParticipantRow, "id">): Promise<number> {
  const { id } = await query.insertInto("participants").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

export async function setRole(query: Query, participantId: number, role: string): Promise<void> {
  await query.updateTable("participants").set({ role }).where("id", "=", participantId).execute();
}

export async function deleteParticipant(query: Query, participantId: number): Promise<void> {
  await query.deleteFrom("participants").where("id", "=", participantId).execute();
}

function participantsOf(query: Query, workspaceId: number) {
  return query
    .selectFrom("participants")
    .innerJoin("workspaces", "workspaces.id", "participants.workspace_id")
    .leftJoin("organization_members", "organization_members.id", "participants.member_id")
    .leftJoin("users", "users.id", "organization_members.user_id")
    .leftJoin("teams", "teams.id", "participants.team_id")
    .leftJoin("custom_roles", (join) =>
      join
        .onRef("custom_roles.name_key", "=", "participants.role")
        .onRef("custom_roles.organization_id", "=", "workspaces.organization_id"),
    )
    .select(({ fn }) => fn.coalesce("custom_roles.name", "participants.role").as("role"))
    .select([
      "participants.id as participantId",
      "participants.role as roleKey",
      "participants.member_id as memberId",
      "organization_members.user_id as userId",
      "organization_members.role as organizationRole",
      "users.user_name as userName",
      "users.email",
      "users.first_name as firstName",
      "users.last_name as lastName",
      "users.avatar_id as userAvatarId",
      "participants.team_id as teamId",
      "teams.name as teamName",
      "teams.avatar_id as teamAvatarId",
    ])
    .where("participants.workspace_id", "=", workspaceId);
}
