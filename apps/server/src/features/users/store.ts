import type { Engine, Query, UserRow } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { TimeMs, UserId } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable } from "kysely";

export type StoredUser = Selectable<UserRow>;

export interface NewUser {
  readonly userName: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly isAdministrator: boolean;
  readonly at: TimeMs;
}

/** Rows of `users`. E-mail addresses are kept in lower case. */
export async function insertUser(query: Query, user: NewUser): Promise<UserId> {
  const { id } = await query.insertInto("users").values(toRow(user)).returning("id").executeTakeFirstOrThrow();
  return toUserId(id);
}

/**
 * The same, or `undefined` when the address or the name is taken. Unlike a refused insertion this leaves a transaction of
 * PostgreSQL usable, and it waits for another one that is inserting the same.
 */
export function insertUserIfFree(query: Query, user: NewUser): Promise<StoredUser | undefined> {
  return query
    .insertInto("users")
    .values(toRow(user))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findUserById(query: Query, id: UserId): Promise<StoredUser | undefined> {
  return query.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findUserByEmail(query: Query, email: string): Promise<StoredUser | undefined> {
  return query.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
}

export async function countUsers(query: Query): Promise<number> {
  const { count } = await query
    .selectFrom("users")
    .select(({ fn }) => fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Nobody else adds an account until this transaction ends. SQLite has one writer at a time anyway, and refuses
 * a transaction that read before another one wrote.
 */
export async function keepUsersAsTheyAre(query: Query, engine: Engine): Promise<void> {
  if (engine === "postgres") await sql`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`.execute(query);
}

export async function isUserNameTaken(query: Query, userName: string): Promise<boolean> {
  const row = await query.selectFrom("users").select("id").where("user_name", "=", userName).executeTakeFirst();
  return row !== undefined;
}

export async function touchUser(query: Query, id: UserId, at: TimeMs): Promise<void> {
  await query.updateTable("users").set({ last_access_at: at }).where("id", "=", id).execute();
}

export interface UserChange {
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly password_hash?: string;
  readonly updated_at?: TimeMs;
}

export async function updateUser(query: Query, id: UserId, change: UserChange): Promise<void> {
  await query.updateTable("users").set(change).where("id", "=", id).execute();
}

/** The row of one account, which stays as it is until the transaction ends. What points to it may come and go. */
export function lockUser(query: Query, engine: Engine, id: UserId): Promise<StoredUser | undefined> {
  const row = query.selectFrom("users").selectAll().where("id", "=", id);
  return (engine === "postgres" ? row.forNoKeyUpdate() : row).executeTakeFirst();
}

/** In how many organizations somebody is, and how many of these `ownerId` owns. */
export async function countMemberships(
  query: Query,
  { userId, ownerId }: { readonly userId: UserId; readonly ownerId: UserId },
): Promise<{ readonly all: number; readonly owned: number }> {
  const rows = await query
    .selectFrom("organization_members as theirs")
    .innerJoin("organizations", "organizations.id", "theirs.organization_id")
    .leftJoin("organization_members as owner", (join) =>
      join.onRef("owner.organization_id", "=", "theirs.organization_id").on("owner.user_id", "=", ownerId).on("owner.role", "=", "owner"),
    )
    .select("owner.id as ownership")
    .where("theirs.user_id", "=", userId)
    .where("organizations.deleted_at", "is", null)
    .execute();
  return { all: rows.length, owned: rows.filter(({ ownership }) => ownership !== null).length };
}

function toRow(user: NewUser) {
  return {
    user_name: user.userName,
    email: user.email,
    password_hash: user.passwordHash,
    is_administrator: user.isAdministrator ? 1 : 0,
    is_disabled: 0,
    created_at: user.at,
  } as const;
}
