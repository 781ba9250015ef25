import type { CredentialRow, Engine, Query } from "@postern/database";
import type { CredentialId, TimeMs, UserId, WorkspaceId } from "@postern/domain";
import { sql } from "kysely";
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

/** The bytes of several; those that were wiped, or are not there, are left out. */
export async function listEnvelopes(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const rows = await query
    .selectFrom("envelopes")
    .select(["id", "bytes"])
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.filter(({ bytes }) => bytes.byteLength > 0).map(({ id, bytes }) => [id, bytes]));
}

/** Other sealed bytes in the place of those that are there. What was damaged to nothing comes back. */
export async function replaceEnvelope(query: Query, { id, bytes, keyTerm }: NewEnvelope): Promise<void> {
  const row = { bytes: Buffer.from(bytes), key_term: keyTerm };
  const { numUpdatedRows } = await query.updateTable("envelopes").set(row).where("id", "=", id).executeTakeFirst();
  if (numUpdatedRows === 0n)
    await query
      .insertInto("envelopes")
      .values({ id, ...row })
      .execute();
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

/** The same for a transaction that counts on it: until its end nobody else changes or deletes it. */
export function holdCredential(query: Query, engine: Engine, id: CredentialId): Promise<StoredCredential | undefined> {
  const select = query.selectFrom("credentials").selectAll().where("id", "=", id).where("deleted_at", "is", null);
  return (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
}

/** The same for those who only need it to stay: any number of them at once. */
export function keepCredential(query: Query, engine: Engine, id: CredentialId): Promise<StoredCredential | undefined> {
  const select = query.selectFrom("credentials").selectAll().where("id", "=", id).where("deleted_at", "is", null);
  return (engine === "postgres" ? select.forShare() : select).executeTakeFirst();
}

export function listCredentials(query: Query, home: Home): Promise<StoredCredential[]> {
  return presentAt(query, home).orderBy("created_at", "desc").orderBy("id").execute();
}

export async function isNameTaken(query: Query, home: Home, name: string): Promise<boolean> {
  const found = await presentAt(query, home)
    .where(sql`lower(name)`, "=", name.toLowerCase())
    .executeTakeFirst();
  return found !== undefined;
}

/** Others of the place that have the same name, and that reach the same repositories. */
export async function findRivals(
  query: Query,
  home: Home,
  { id, name, git_reach }: Pick<StoredCredential, "id" | "name" | "git_reach">,
): Promise<readonly [byName: StoredCredential | undefined, byReach: StoredCredential | undefined]> {
  const others = presentAt(query, home).where("id", "!=", id);
  const byName = await others.where(sql`lower(name)`, "=", name.toLowerCase()).executeTakeFirst();
  const byReach = git_reach === null ? undefined : await others.where("git_reach", "=", git_reach).executeTakeFirst();
  return [byName, byReach];
}

/** Connection IDs that are named in the personal workspace of somebody, or in one of these workspaces. */
export async function listConnectionIds(
  query: Query,
  { userId, workspaceIds }: { readonly userId: UserId; readonly workspaceIds: readonly WorkspaceId[] },
): Promise<readonly string[]> {
  const rows = await query
    .selectFrom("credentials")
    .select("connection_id")
    .distinct()
    .where("connection_id", "is not", null)
    .where("deleted_at", "is", null)
    .where((row) =>
      row.or([rowsOf({ kind: "personal", userId }), ...(workspaceIds.length === 0 ? [] : [row("workspace_id", "in", [...workspaceIds])])]),
    )
    .execute();
  return rows.flatMap((row) => (row.connection_id === null ? [] : [row.connection_id]));
}

/** Credentials in workspaces that name one of these connection IDs. */
export function listNamingInWorkspaces(query: Query, connectionIds: readonly string[]): Promise<StoredCredential[]> {
  return query
    .selectFrom("credentials")
    .selectAll()
    .where("connection_id", "in", connectionIds)
    .where("workspace_id", "is not", null)
    .where("deleted_at", "is", null)
    .execute();
}

export async function updateCredential(
  query: Query,
  id: CredentialId,
  patch: Partial<Omit<StoredCredential, "id" | "user_id">>,
): Promise<void> {
  await query.updateTable("credentials").set(patch).where("id", "=", id).execute();
}

/** Empties the envelopes of all credentials that live in one place, and marks these deleted. */
export async function wipeCredentials(
  query: Query,
  home: Home,
  at: TimeMs,
): Promise<readonly Pick<StoredCredential, "id" | "name" | "workspace_id">[]> {
  const wiped = await query
    .updateTable("credentials")
    .set({ deleted_at: at, updated_at: at })
    .where(rowsOf(home))
    .where("deleted_at", "is", null)
    .returning(["id", "name", "workspace_id", "envelope_id"])
    .execute();
  for (const { envelope_id } of wiped) await wipeEnvelope(query, envelope_id);
  return wiped;
}

export async function touchCredential(query: Query, id: CredentialId, at: TimeMs): Promise<void> {
  await query.updateTable("credentials").set({ last_used_at: at }).where("id", "=", id).execute();
}

/** Those whose end comes until then, or has come. */
export function listExpiring(query: Query, until: TimeMs): Promise<StoredCredential[]> {
  return query
    .selectFrom("credentials")
    .selectAll()
    .where("expires_at", "<=", until)
    .where("deleted_at", "is", null)
    .orderBy("expires_at")
    .execute();
}

export async function touchCredentials(query: Query, ids: readonly string[], at: TimeMs): Promise<void> {
  if (ids.length > 0)
    await query
      .updateTable("credentials")
      .set({ last_used_at: at })
      .where("id", "in", [...ids])
      .execute();
}

/** What cannot be opened says so in lists, unless other keys have come meanwhile. */
export async function markDamaged(
  query: Query,
  { id, revision }: Pick<StoredCredential, "id" | "revision">,
  { message, at }: { readonly message: string; readonly at: TimeMs },
): Promise<void> {
  await query
    .updateTable("credentials")
    .set({ status: "INVALID", status_message: message, validated_at: at })
    .where("id", "=", id)
    .where("revision", "=", revision)
    .execute();
}

function presentAt(query: Query, home: Home) {
  return query.selectFrom("credentials").selectAll().where(rowsOf(home)).where("deleted_at", "is", null);
}
