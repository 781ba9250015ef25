import type { Query, SessionRow, SetupLinkRow } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import type { Selectable } from "kysely";

export type StoredSession = Selectable<SessionRow>;
export type StoredSetupLink = Selectable<SetupLinkRow>;

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

export async function insertSetupLink(query: Query, link: StoredSetupLink): Promise<void> {
  await query.insertInto("setup_links").values(link).execute();
}

export function findSetupLink(query: Query, hash: string): Promise<StoredSetupLink | undefined> {
  return query.selectFrom("setup_links").selectAll().where("hash", "=", hash).executeTakeFirst();
}

/** Takes the link for good; false when somebody else took it first. */
export async function takeSetupLink(query: Query, hash: string, at: TimeMs): Promise<boolean> {
  const result = await query
    .updateTable("setup_links")
    .set({ used_at: at })
    .where("hash", "=", hash)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** A taken link is kept until its day is over, so that its second use is told apart from a wrong address in the table. */
export async function deleteEndedLinks(query: Query, now: TimeMs): Promise<void> {
  await query.deleteFrom("setup_links").where("expires_at", "<=", now).execute();
}

/** Older first-run links stop working as soon as a new one is made. */
export async function deleteFirstRunLinks(query: Query): Promise<void> {
  await query.deleteFrom("setup_links").where("purpose", "=", "first-run").execute();
}
