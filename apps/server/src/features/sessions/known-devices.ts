import { createHash, randomBytes } from "node:crypto";
import type { KnownDeviceRow, Query } from "@postern/database";
import type { TimeMs, UserId } from "@postern/domain";

/** As long as browsers keep a cookie at most. */
export const deviceLifeMs = 400 * 86_400_000;
/** People have a handful; the rest are browsers that forget. */
const maxPerPerson = 50;

/**
 * Browsers in which an account has signed in before: wrong passwords that others try do not keep these out. Their cookie is kept
 * as a hash, and opens nothing.
 */

/** Names the browser, when its cookie is one of this account. Asks as much for an address that has no account. */
export async function findKnownDevice(query: Query, cookie: string | undefined, email: string): Promise<string | undefined> {
  if (cookie === undefined) return undefined;
  const found = await query
    .selectFrom("known_devices")
    .innerJoin("users", "users.id", "known_devices.user_id")
    .select("known_devices.hash")
    .where("known_devices.hash", "=", hashOf(cookie))
    .where("users.email", "=", email.trim().toLowerCase())
    .executeTakeFirst();
  return found?.hash;
}

/** Remembers the browser of somebody who came in. What it is told is the value of its cookie: its own when it is known, else a new one. */
export async function rememberDevice(query: Query, cookie: string | undefined, device: { userId: UserId; at: TimeMs }): Promise<string> {
  const { userId, at } = device;
  if (cookie !== undefined && (await touch(query, hashOf(cookie), device))) return cookie;
  const fresh = randomBytes(32).toString("base64url");
  const row: KnownDeviceRow = { hash: hashOf(fresh), user_id: userId, created_at: at, last_used_at: at };
  await query.insertInto("known_devices").values(row).execute();
  await forgetOldest(query, device);
  return fresh;
}

/** After a new password: who knew the old one may have made a browser known with it. */
export async function forgetDevices(query: Query, userId: UserId): Promise<void> {
  await query.deleteFrom("known_devices").where("user_id", "=", userId).execute();
}

async function touch(query: Query, hash: string, { userId, at }: { userId: UserId; at: TimeMs }): Promise<boolean> {
  const result = await query
    .updateTable("known_devices")
    .set({ last_used_at: at })
    .where("hash", "=", hash)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

async function forgetOldest(query: Query, { userId, at }: { userId: UserId; at: TimeMs }): Promise<void> {
  const newest = query
    .selectFrom("known_devices as newest")
    .select("newest.hash")
    .where("newest.user_id", "=", userId)
    .where("newest.last_used_at", ">", at - deviceLifeMs)
    .orderBy("newest.last_used_at", "desc")
    .limit(maxPerPerson);
  await query.deleteFrom("known_devices").where("user_id", "=", userId).where("hash", "not in", newest).execute();
}

function hashOf(cookie: string): string {
  return createHash("sha256").update(cookie).digest("hex");
}
