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

export async function extendSession(query: Query, hash: string, times: { seenAt: TimeMs; expiresAt: TimeMs }): Promise<void> {
  await query.updateTable("sessions").set({ last_seen_at: times.seenAt, expires_at: times.expiresAt }).where("hash", "=", hash).execute();
}

export async function deleteSession(query: Query, hash: string): Promise<void> {
  await query.deleteFrom("sessions").where("hash", "=", hash).execute();
}

export async function deleteEndedSessions(query: Query, now: TimeMs): Promise<void> {
  await query.deleteFrom("sessions").where("expires_at", "<=", now).execute();
}

export async function deleteSessionsOf(query: Query, userId: UserId): Promise<void> {
  await query.deleteFrom("sessions").where("user_id", "=", userId).execute();
}
