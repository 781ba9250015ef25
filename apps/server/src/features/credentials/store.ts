import type { CredentialRow, Query } from "@postern/database";
import type { CredentialId, TimeMs, UserId } from "@postern/domain";
import type { Selectable } from "kysely";
import { rowsOf } from "../../home.ts";
import type { Home } from "../../home.ts";

export type StoredCredential = Selectable<CredentialRow>;

export interface NewEnvelope {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly keyTerm: number;
}

export async function insertEnvelope(query: Query, envelope: NewEnvelope): Promise<void> {
  const row = { id: envelope.id, bytes: Buffer.from(envelope.bytes), key_term: envelope.keyTerm };
  await query.insertInto("envelopes").values(row).execute();
}

/** What was sealed goes with its credential: a backup of tomorrow must not hold it. The empty row stays, because history points to it. */
export async function wipeEnvelope(query: Query, id: string): Promise<void> {
  await query
    .updateTable("envelopes")
    .set({ bytes: Buffer.alloc(0) })
    .where("id", "=", id)
    .execute();
}

export async function insertCredential(query: Query, row: StoredCredential): Promise<void> {
  await query.insertInto("credentials").values(row).execute();
}

export function findCredential(query: Query, id: CredentialId): Promise<StoredCredential | undefined> {
  return query.selectFrom("credentials").selectAll().where("id", "=", id).where("deleted_at", "is", null).executeTakeFirst();
}

export function listPersonalCredentials(query: Query, userId: UserId): Promise<StoredCredential[]> {
  return personal(query, userId).orderBy("created_at", "desc").orderBy("id").execute();
}

export async function isPersonalNameTaken(query: Query, userId: UserId, name: string): Promise<boolean> {
  return (await personal(query, userId).where("name", "=", name).executeTakeFirst()) !== undefined;
}

/** Connection IDs that the user's credentials name. */
export async function listConnectionIds(query: Query, userId: UserId): Promise<readonly string[]> {
  const rows = await personal(query, userId).where("connection_id", "is not", null).execute();
  return rows.flatMap((row) => (row.connection_id === null ? [] : [row.connection_id]));
}

/** False when it was deleted already. */
export async function markCredentialDeleted(query: Query, id: CredentialId, at: TimeMs): Promise<boolean> {
  const result = await query
    .updateTable("credentials")
    .set({ deleted_at: at, updated_at: at })
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Empties the envelopes of all credentials that live in one place, and marks these deleted. */
export async function wipeCredentials(query: Query, home: Home, at: TimeMs): Promise<readonly Pick<StoredCredential, "id" | "name">[]> {
  const wiped = await query
    .updateTable("credentials")
    .set({ deleted_at: at, updated_at: at })
    .where(rowsOf(home))
    .where("deleted_at", "is", null)
    .returning(["id", "name", "envelope_id"])
    .execute();
  for (const { envelope_id } of wiped) await wipeEnvelope(query, envelope_id);
  return wiped;
}

export async function touchCredential(query: Query, id: CredentialId, at: TimeMs): Promise<void> {
  await query.updateTable("credentials").set({ last_used_at: at }).where("id", "=", id).execute();
}

function personal(query: Query, userId: UserId) {
  return query
    .selectFrom("credentials")
    .selectAll()
    .where("user_id", "=", userId)
    .where("workspace_id", "is", null)
    .where("deleted_at", "is", null);
}
