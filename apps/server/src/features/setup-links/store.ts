import type { Engine, Query, SetupLinkRow } from "@postern/database";
import type { TimeMs, UserId } from "@postern/domain";
import type { Selectable } from "kysely";

export type StoredSetupLink = Selectable<SetupLinkRow>;

export async function insertSetupLink(query: Query, link: StoredSetupLink): Promise<void> {
  await query.insertInto("setup_links").values(link).execute();
}

export function findSetupLink(query: Query, hash: string): Promise<StoredSetupLink | undefined> {
  return query.selectFrom("setup_links").selectAll().where("hash", "=", hash).executeTakeFirst();
}

/** Takes the link for good; false when somebody else took it first, or a newer one has replaced it. */
export async function takeSetupLink(query: Query, hash: string, at: TimeMs): Promise<boolean> {
  const result = await query
    .updateTable("setup_links")
    .set({ used_at: at })
    .where("hash", "=", hash)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** A taken link is kept until its time is over, so that its second use is told apart from a wrong address in the table. */
export async function deleteEndedLinks(query: Query, now: TimeMs): Promise<void> {
  await query.deleteFrom("setup_links").where("expires_at", "<=", now).execute();
}

export async function deleteFirstRunLinks(query: Query): Promise<void> {
  await query.deleteFrom("setup_links").where("purpose", "=", "first-run").execute();
}

/** Those that are still good; a taken one does no harm, and may be the one that is being used. */
export async function deleteOpenLinksOf(query: Query, userId: UserId): Promise<void> {
  await query.deleteFrom("setup_links").where("user_id", "=", userId).where("used_at", "is", null).execute();
}

/** Two who make links for one person at once take turns, so that the second sees the link of the first, and ends it. */
export async function lockPerson(query: Query, engine: Engine, userId: UserId): Promise<void> {
  if (engine !== "postgres") return;
  await query.selectFrom("users").select("id").where("id", "=", userId).forNoKeyUpdate().execute();
}
