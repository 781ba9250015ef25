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
  const row = {
    user_name: user.userName,
    email: user.email,
    password_hash: user.passwordHash,
    is_administrator: user.isAdministrator ? 1 : 0,
    is_disabled: 0,
    created_at: user.at,
  } as const;
  const { id } = await query.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow();
  return toUserId(id);
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
