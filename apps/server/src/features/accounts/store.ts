import type { AccountState } from "@postern/contracts";
import type { Engine, Query, UserRow } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable, SqlBool } from "kysely";
import { likeContaining } from "../../like-pattern.ts";
import { readPage } from "../../read-page.ts";
import type { Page, PageOf } from "../../read-page.ts";

export interface StoredAccount extends Selectable<UserRow> {
  readonly organizationCount: number;
}

export interface AccountSearch extends Page {
  /** A part of the address or of a name, in whatever case. */
  readonly search?: string | undefined;
  /** Without one: all but those that were removed. */
  readonly state?: AccountState | undefined;
}

const conditions: Readonly<Record<AccountState | "present", string>> = {
  present: "deleted_at IS NULL",
  active: "deleted_at IS NULL AND is_disabled = 0 AND password_hash IS NOT NULL",
  invited: "deleted_at IS NULL AND is_disabled = 0 AND password_hash IS NULL",
  disabled: "deleted_at IS NULL AND is_disabled = 1",
  removed: "deleted_at IS NOT NULL",
};

/** In the order of their user names. */
export function listAccounts(query: Query, { search = "", state, ...page }: AccountSearch): Promise<PageOf<StoredAccount>> {
  const found = accounts(query).where(sql.raw<SqlBool>(conditions[state ?? "present"]));
  if (search.trim() === "") return readPage(found.orderBy("users.user_name"), page);
  const pattern = likeContaining(search.trim().toLowerCase());
  const fullName = sql`coalesce(first_name, '') || ' ' || coalesce(last_name, '')`;
  const isMeant = sql<SqlBool>`(user_name LIKE ${pattern} ESCAPE '!' OR email LIKE ${pattern} ESCAPE '!' OR lower(${fullName}) LIKE ${pattern} ESCAPE '!')`;
  return readPage(found.where(isMeant).orderBy("users.user_name"), page);
}

export function findAccount(query: Query, id: UserId): Promise<StoredAccount | undefined> {
  return accounts(query).where("users.id", "=", id).executeTakeFirst();
}

/**
 * The account and all that run the server now, held until the transaction ends: two who are to be the last to go wait for each
 * other, and the second counts again. All in the order of their ids.
 */
export async function holdWithAdministrators(query: Query, engine: Engine, id: UserId): Promise<readonly Selectable<UserRow>[]> {
  const rows = query
    .selectFrom("users")
    .selectAll()
    .where((user) =>
      user.or([
        user("id", "=", id),
        user.and([
          user("is_administrator", "=", 1),
          user("is_disabled", "=", 0),
          user("deleted_at", "is", null),
          user("password_hash", "is not", null),
        ]),
      ]),
    )
    .orderBy("id");
  return (engine === "postgres" ? rows.forNoKeyUpdate() : rows).execute();
}

export async function listAdministratorIds(query: Query): Promise<readonly UserId[]> {
  const rows = await query.selectFrom("users").select("id").where("is_administrator", "=", 1).where("deleted_at", "is", null).execute();
  return rows.map(({ id }) => toUserId(id));
}

export async function updateAccount(query: Query, id: UserId, change: Partial<Selectable<UserRow>>): Promise<void> {
  await query.updateTable("users").set(change).where("id", "=", id).execute();
}

export interface Membership {
  readonly memberId: number;
  readonly organizationId: number;
  readonly organizationName: string;
  readonly role: string;
}

/** In the order of the organizations' ids. */
export function listMemberships(query: Query, id: UserId): Promise<Membership[]> {
  return query
    .selectFrom("organization_members")
    .innerJoin("organizations", "organizations.id", "organization_members.organization_id")
    .select([
      "organization_members.id as memberId",
      "organization_members.role",
      "organizations.id as organizationId",
      "organizations.name as organizationName",
    ])
    .where("organization_members.user_id", "=", id)
    .where("organizations.deleted_at", "is", null)
    .orderBy("organizations.id")
    .execute();
}

export async function hasOtherOwner(query: Query, { organizationId, memberId }: Membership): Promise<boolean> {
  const other = query
    .selectFrom("organization_members")
    .select("id")
    .where("organization_id", "=", organizationId)
    .where("role", "=", "owner")
    .where("id", "!=", memberId);
  return (await other.executeTakeFirst()) !== undefined;
}

/** Everything that made the person somebody here, but for what others need to read the past. Runs keep their own tokens until they end. */
export async function deleteBelongings(query: Query, id: UserId): Promise<void> {
  const members = query.selectFrom("organization_members").select("id").where("user_id", "=", id);
  await query.deleteFrom("team_members").where("member_id", "in", members).execute();
  await query.deleteFrom("participants").where("member_id", "in", members).execute();
  await query.deleteFrom("organization_members").where("user_id", "=", id).execute();
  await query.deleteFrom("use_grants").where("grantee_kind", "=", "user").where("grantee_id", "=", id).execute();
  await query.deleteFrom("tokens").where("user_id", "=", id).where("scope", "=", "user").execute();
}

export async function deleteAvatarOf(query: Query, { id, avatar_id: avatarId }: Selectable<UserRow>): Promise<void> {
  if (avatarId === null) return;
  await query.deleteFrom("avatars").where("id", "=", avatarId).where("user_id", "=", toUserId(id)).execute();
}

function accounts(query: Query) {
  return query
    .selectFrom("users")
    .selectAll("users")
    .select((user) =>
      user
        .selectFrom("organization_members")
        .innerJoin("organizations", "organizations.id", "organization_members.organization_id")
        .select(user.fn.countAll<number>().as("count"))
        .whereRef("organization_members.user_id", "=", "users.id")
        .where("organizations.deleted_at", "is", null)
        .$asScalar()
        .$notNull()
        .as("organizationCount"),
    );
}
