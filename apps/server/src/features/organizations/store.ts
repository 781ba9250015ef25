import type { OrganizationMemberRow, OrganizationRow, Query } from "@postern/database";
import type { OrganizationRole, UserId } from "@postern/domain";
import type { Insertable, Selectable } from "kysely";

export type StoredOrganization = Selectable<OrganizationRow>;

/** An organization, with what somebody is in it. */
export interface OrganizationOf extends StoredOrganization {
  readonly memberId: number | null;
  readonly memberRole: OrganizationRole | null;
}

/** What people change of an organization. */
export type OrganizationFields = Pick<
  StoredOrganization,
  "name" | "name_key" | "full_name" | "description" | "location" | "website" | "logo_id" | "updated_at"
>;

export async function insertOrganization(query: Query, row: Insertable<OrganizationRow>): Promise<number> {
  const { id } = await query.insertInto("organizations").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

export async function insertMember(query: Query, row: Omit<OrganizationMemberRow, "id">): Promise<number> {
  const { id } = await query.insertInto("organization_members").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

/** Those that somebody belongs to, in the order of their names. */
export function listOwnOrganizations(query: Query, userId: UserId): Promise<readonly OrganizationOf[]> {
  return withMember(query, userId).where("organization_members.id", "is not", null).orderBy("organizations.name_key").execute();
}

/** `undefined` when it is deleted. */
export function findOrganization(query: Query, id: number, userId: UserId): Promise<OrganizationOf | undefined> {
  return withMember(query, userId).where("organizations.id", "=", id).executeTakeFirst();
}

export async function isNameTaken(query: Query, key: string): Promise<boolean> {
  const found = query.selectFrom("organizations").select("id").where("name_key", "=", key).where("deleted_at", "is", null);
  return (await found.executeTakeFirst()) !== undefined;
}

export async function updateOrganization(query: Query, id: number, fields: OrganizationFields): Promise<void> {
  await query.updateTable("organizations").set(fields).where("id", "=", id).execute();
}

/** The row stays, with its members: history points to it. Its name is free again. */
export async function markOrganizationDeleted(query: Query, id: number, at: number): Promise<void> {
  await query.updateTable("organizations").set({ deleted_at: at, updated_at: at }).where("id", "=", id).execute();
}

function withMember(query: Query, userId: UserId) {
  return query
    .selectFrom("organizations")
    .leftJoin("organization_members", (join) =>
      join.onRef("organization_members.organization_id", "=", "organizations.id").on("organization_members.user_id", "=", userId),
    )
    .selectAll("organizations")
    .select(["organization_members.id as memberId", "organization_members.role as memberRole"])
    .where("organizations.deleted_at", "is", null);
}
