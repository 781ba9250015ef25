import type { Query, SessionRow } from "@postern/database";
import type { TimeMs, UserId } from "@postern/domain";
import type { Selectable } from "kysely";

export type StoredSession = Selectable<SessionRow>;

export async function insertSession(query: Query, session: StoredSession): Promise<void> {
  await query.insertInto("sessions").values(session).execute();
}

export function findSession(query: Query, hash: string): Promise<StoredSession | undefined> {
  return query.selectFrom("sessions").selectAll().where("hash", "=", hash).executeTakeFirst();
}

export function listSessionsOf(query: Query, userId: UserId, now: TimeMs): Promise<StoredSession[]> {
  return query
    .selectFrom("sessions")
    .selectAll()
    .where("user_id", "=", userId)
    .where("expires_at", ">", now)
    .orderBy("last_seen_at", "desc")
    .orderBy("id")
    .execute();
}

export type SessionTouch = Pick<StoredSession, "last_seen_at" | "expires_at" | "remote_address" | "user_agent">;

export async function touchSession(query: Query, hash: string, touch: SessionTouch): Promise<void> {
  await query.updateTable("sessions").set(touch).where("hash", "=", hash).execute();
}

/** False when there was none. */
export async function deleteSession(query: Query, hash: string): Promise<boolean> {
  const { numDeletedRows } = await query.deleteFrom("sessions").where("hash", "=", hash).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** By its id in lists, and of this person only. */
export async function deleteSessionOf(query: Query, userId: UserId, id: string): Promise<boolean> {
  const { numDeletedRows } = await query.deleteFrom("sessions").where("id", "=", id).where("user_id", "=", userId).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteSessionsOf(query: Query, userId: UserId, except = ""): Promise<number> {
  const { numDeletedRows } = await query
    .deleteFrom("sessions")
    .where("user_id", "=", userId)
    .where("hash", "!=", except)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export async function deleteEndedSessions(query: Query, now: TimeMs): Promise<void> {
  await query.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}
