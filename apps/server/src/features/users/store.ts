import { isUniqueViolation } from "@postern/database";
import type { Engine, Query, UserRow } from "@postern/database";
import type { TimeMs, UserId } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable, SqlBool } from "kysely";
import { likeBeginning } from "../../like-pattern.ts";

export type StoredUser = Selectable<UserRow>;

export interface NewUser {
  readonly userName: string;
  readonly email: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly passwordHash: string | null;
  readonly isAdministrator: boolean;
  readonly invitedBy?: UserId | null;
  readonly at: TimeMs;
}

/**
 * A new row, or `undefined` when the address or the name is taken. Unlike a refused insertion this leaves a transaction of
 * PostgreSQL usable, and it waits for another one that is inserting the same. Addresses are kept in lower case.
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

/** The same, and the account is not removed until the transaction ends: whoever gives it something holds it. */
export function holdUserByEmail(query: Query, engine: Engine, email: string): Promise<StoredUser | undefined> {
  const row = query.selectFrom("users").selectAll().where("email", "=", email);
  return (engine === "postgres" ? row.forShare() : row).executeTakeFirst();
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

/** How many user names begin so. */
export async function countUserNames(query: Query, beginning: string): Promise<number> {
  const { count } = await query
    .selectFrom("users")
    .select(({ fn }) => fn.countAll().as("count"))
    .where(sql<SqlBool>`user_name LIKE ${likeBeginning(beginning)} ESCAPE '!'`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function touchUser(query: Query, id: UserId, at: TimeMs): Promise<void> {
  await query.updateTable("users").set({ last_access_at: at }).where("id", "=", id).execute();
}

export type UserChange = Partial<Omit<StoredUser, "id" | "created_at">>;

export async function updateUser(query: Query, id: UserId, change: UserChange): Promise<void> {
  await query.updateTable("users").set(change).where("id", "=", id).execute();
}

/** False when the user name is taken; then the transaction is lost, and nothing is changed. */
export async function updateUserIfFree(query: Query, id: UserId, change: UserChange): Promise<boolean> {
  try {
    await updateUser(query, id, change);
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

export async function isAvatarOf(query: Query, avatarId: string, userId: UserId): Promise<boolean> {
  const row = query.selectFrom("avatars").select("id").where("id", "=", avatarId).where("user_id", "=", userId);
  return (await row.executeTakeFirst()) !== undefined;
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
    first_name: user.firstName ?? null,
    last_name: user.lastName ?? null,
    password_hash: user.passwordHash,
    is_administrator: user.isAdministrator ? 1 : 0,
    is_disabled: 0,
    created_at: user.at,
    invited_by: user.invitedBy ?? null,
  } as const;
}
