import { isUniqueViolation } from "@postern/database";
import type { Database, Engine, OfferedHostKeyRow, PinnedHostKeyRow, Query } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import { sql } from "kysely";
import { authorityMarker, revokedMarker } from "./authority-pin.ts";
import { rowsOf } from "../../../home.ts";
import type { Home } from "../../../home.ts";

/** A host as it is reached: another port may lead to another machine. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

export interface PinWithPerson extends PinnedHostKeyRow {
  /** The user name of who pinned it; null when the account is gone. */
  readonly pinned_by: string | null;
}

export function listPins(query: Query, home: Home, { host, port }: HostAddress): Promise<PinnedHostKeyRow[]> {
  return query
    .selectFrom("pinned_host_keys")
    .selectAll()
    .where(rowsOf(home))
    .where("host", "=", host)
    .where("port", "=", port)
    .orderBy("algorithm")
    .execute();
}

/**
 * When one of these hosts got another key in the place of an old one, or an authority; 0 when none did. Whoever knows it since before has to look
 * again. A key that is added where there was none changes nothing for them.
 */
export async function lastTrustChange(query: Query, home: Home, addresses: readonly HostAddress[]): Promise<TimeMs> {
  const { at } = await query
    .selectFrom("pinned_host_keys")
    .select((row) => row.fn.max("pinned_at").as("at"))
    .where(rowsOf(home))
    .where((row) =>
      row.or([
        row("trust", "=", "replaced"),
        row("algorithm", "like", `${authorityMarker}%`),
        row("algorithm", "like", `${revokedMarker}%`),
      ]),
    )
    .where((row) => row.or(addresses.map(({ host, port }) => row.and({ host, port }))))
    .executeTakeFirstOrThrow();
  return at ?? 0;
}

/** With the names of the people, for showing. */
export async function listPinsWithPeople(query: Query, home: Home, address: HostAddress): Promise<readonly PinWithPerson[]> {
  const pins = await listPins(query, home, address);
  if (pins.length === 0) return [];
  const ids = [...new Set(pins.map(({ user_id: id }) => id))];
  const people = await query.selectFrom("users").select(["id", "user_name"]).where("id", "in", ids).execute();
  const names = new Map(people.map(({ id, user_name: name }) => [id, name]));
  return pins.map((pin) => ({ ...pin, pinned_by: names.get(pin.user_id) ?? null }));
}

export async function insertPin(query: Query, row: PinnedHostKeyRow): Promise<void> {
  await query.insertInto("pinned_host_keys").values(row).execute();
}

/** All that the host is known by; what was revoked stays so. */
export async function deletePins(query: Query, home: Home, { host, port }: HostAddress): Promise<void> {
  const ofHost = query.deleteFrom("pinned_host_keys").where(rowsOf(home)).where("host", "=", host).where("port", "=", port);
  await ofHost.where("algorithm", "not like", `${revokedMarker}%`).execute();
}

/** A key by which the host is known no more. */
export async function deletePin(query: Query, home: Home, { host, port, key }: HostAddress & { readonly key: string }): Promise<void> {
  const ofHost = query.deleteFrom("pinned_host_keys").where(rowsOf(home)).where("host", "=", host).where("port", "=", port);
  await ofHost.where("public_key", "=", key).execute();
}

/**
 * Whoever decides what is pinned for a host holds it first: two that see nothing there would else pin two keys. On SQLite there is one
 * writer at a time anyway.
 */
export async function holdHost(query: Query, engine: Engine, { home, host, port }: HostAddress & { readonly home: Home }): Promise<void> {
  if (engine !== "postgres") return;
  const place = home.kind === "workspace" ? `workspace ${String(home.workspaceId)}` : `person ${String(home.userId)}`;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`host key ${place} ${String(port)} ${host}`}, 0))`.execute(query);
}

export function findOffer(query: Query, home: Home, { host, port }: HostAddress): Promise<OfferedHostKeyRow | undefined> {
  return query
    .selectFrom("offered_host_keys")
    .selectAll()
    .where(rowsOf(home))
    .where("host", "=", host)
    .where("port", "=", port)
    .executeTakeFirst();
}

export async function deleteOffer(query: Query, home: Home, { host, port }: HostAddress): Promise<void> {
  await query.deleteFrom("offered_host_keys").where(rowsOf(home)).where("host", "=", host).where("port", "=", port).execute();
}

/** Whoever goes on reaching the host has it noted again. */
const offerKeptMs = 30 * 24 * 3_600_000;

/** One for each host: the newest. Of hosts that were shown to somebody and never came back nothing is kept for ever: old ones go with the next. */
export async function putOffer(database: Database, home: Home, row: OfferedHostKeyRow): Promise<void> {
  try {
    await database.transaction(async ({ query }) => {
      await deleteOffer(query, home, row);
      await query
        .deleteFrom("offered_host_keys")
        .where("offered_at", "<", row.offered_at - offerKeptMs)
        .execute();
      await query.insertInto("offered_host_keys").values(row).execute();
    });
  } catch (error) {
    // Somebody else has noted what the same host showed at the same moment.
    if (!isUniqueViolation(error)) throw error;
  }
}

/** For a place that goes: nothing reaches a host from there any more. */
export async function forgetHostKeys(query: Query, home: Home): Promise<void> {
  await query.deleteFrom("pinned_host_keys").where(rowsOf(home)).execute();
  await query.deleteFrom("offered_host_keys").where(rowsOf(home)).execute();
}
