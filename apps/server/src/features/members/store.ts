import type { Engine, OrganizationMemberRow, Query } from "@postern/database";
import type { OrganizationRole } from "@postern/domain";
import { sql } from "kysely";
import type { Expression, SqlBool } from "kysely";
import { likeBeginning } from "../../like-pattern.ts";
import { readPage } from "../../read-page.ts";
import type { Page, PageOf } from "../../read-page.ts";

/** A person in an organization, with what others see of them. */
export interface StoredMember {
  readonly memberId: number;
  readonly userId: number;
  readonly role: OrganizationRole;
  readonly userName: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly avatarId: string | null;
}

export interface MemberSearch {
  readonly organizationId: number;
  readonly roles: readonly OrganizationRole[];
  /** The beginning of a user name or of an address; empty for all. */
  readonly search: string;
}

/** In the order of their names. */
export function listMembers(query: Query, { organizationId, roles, search }: MemberSearch, page: Page): Promise<PageOf<StoredMember>> {
  const found = membersOf(query, organizationId).where("organization_members.role", "in", roles);
  return readPage((search === "" ? found : found.where(beginsPerson(search))).orderBy("users.user_name"), page);
}

/** Of the members of a team; the same order and search. */
export function listTeamMembers(
  query: Query,
  { organizationId, teamId, search }: Omit<MemberSearch, "roles"> & { readonly teamId: number },
  page: Page,
): Promise<PageOf<StoredMember>> {
  const found = membersOf(query, organizationId)
    .innerJoin("team_members", "team_members.member_id", "organization_members.id")
    .where("team_members.team_id", "=", teamId);
  return readPage((search === "" ? found : found.where(beginsPerson(search))).orderBy("users.user_name"), page);
}

function beginsPerson(search: string): Expression<SqlBool> {
  const pattern = likeBeginning(search.toLowerCase());
  return sql<SqlBool>`(lower(users.user_name) LIKE ${pattern} ESCAPE '!' OR lower(users.email) LIKE ${pattern} ESCAPE '!')`;
}

export function findMember(query: Query, organizationId: number, memberId: number): Promise<StoredMember | undefined> {
  return membersOf(query, organizationId).where("organization_members.id", "=", memberId).executeTakeFirst();
}

export function findMemberOfUser(query: Query, organizationId: number, userId: number): Promise<StoredMember | undefined> {
  return membersOf(query, organizationId).where("organization_members.user_id", "=", userId).executeTakeFirst();
}

/** The account behind a user name or an address. */
export async function findUserId(query: Query, name: string): Promise<number | undefined> {
  return (await accountsNamed(query, name).executeTakeFirst())?.id;
}

/** The same, and the account is not removed until the transaction ends. */
export async function holdUserId(query: Query, engine: Engine, name: string): Promise<number | undefined> {
  const account = accountsNamed(query, name);
  return (await (engine === "postgres" ? account.forShare() : account).executeTakeFirst())?.id;
}

export async function insertMember(query: Query, row: Omit<OrganizationMemberRow, "id">): Promise<number> {
  const { id } = await query.insertInto("organization_members").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

export async function setMemberRole(query: Query, memberId: number, role: OrganizationRole): Promise<void> {
  await query.updateTable("organization_members").set({ role }).where("id", "=", memberId).execute();
}

/** With all that they had in teams and workspaces. */
export async function deleteMember(query: Query, memberId: number): Promise<void> {
  await query.deleteFrom("team_members").where("member_id", "=", memberId).execute();
  await query.deleteFrom("participants").where("member_id", "=", memberId).execute();
  await query.deleteFrom("organization_members").where("id", "=", memberId).execute();
}

export async function countMembers(query: Query, organizationId: number, role?: OrganizationRole): Promise<number> {
  const all = query.selectFrom("organization_members").where("organization_id", "=", organizationId);
  const { count } = await (role === undefined ? all : all.where("role", "=", role))
    .select(({ fn }) => fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function accountsNamed(query: Query, name: string) {
  const column = name.includes("@") ? "email" : "user_name";
  return query.selectFrom("users").select("id").where(column, "=", name).where("deleted_at", "is", null);
}

function membersOf(query: Query, organizationId: number) {
  return query
    .selectFrom("organization_members")
    .innerJoin("users", "users.id", "organization_members.user_id")
    .select([
      "organization_members.id as memberId",
      "organization_members.user_id as userId",
      "organization_members.role",
      "users.user_name as userName",
      "users.email",
      "users.first_name as firstName",
      "users.last_name as lastName",
      "users.avatar_id as avatarId",
    ])
    .where("organization_members.organization_id", "=", organizationId);
}
