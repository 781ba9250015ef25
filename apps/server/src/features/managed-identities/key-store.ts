import type { Query } from "@postern/database";
import type { ManagedIdentityId, OrganizationRole, TimeMs, UserId } from "@postern/domain";
import type { StoredKey } from "./managed-identity.ts";

/** Somebody of an organization, and their key for a managed identity. */
export interface MemberWithKey {
  readonly memberId: number;
  readonly userId: number;
  readonly role: OrganizationRole;
  readonly userName: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly key: StoredKey | undefined;
}

/** In the order of their names, whether they have one or not. */
export async function listMembers(
  query: Query,
  { organizationId, id }: { readonly organizationId: number; readonly id: string },
): Promise<readonly MemberWithKey[]> {
  const people = await membersOf(query, organizationId).orderBy("users.user_name").execute();
  const keys = await presentKeys(query).where("managed_identity_id", "=", id).execute();
  const keyOf = new Map(keys.map((key) => [key.user_id, key]));
  return people.map((person) => ({ ...person, key: keyOf.get(person.userId) }));
}

/** Somebody who belongs to an organization, by their number there or by their account. */
export function findPerson(
  query: Query,
  organizationId: number,
  whose: { readonly memberId: number } | { readonly userId: number },
): Promise<Omit<MemberWithKey, "key"> | undefined> {
  const members = membersOf(query, organizationId);
  const one =
    "memberId" in whose
      ? members.where("organization_members.id", "=", whose.memberId)
      : members.where("organization_members.user_id", "=", whose.userId);
  return one.executeTakeFirst();
}

export function listKeysOf(query: Query, ids: readonly string[], userId: number): Promise<StoredKey[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return presentKeys(query)
    .where("managed_identity_id", "in", [...ids])
    .where("user_id", "=", userId)
    .execute();
}

export async function countKeys(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await query
    .selectFrom("managed_keys")
    .select(({ fn }) => ["managed_identity_id", fn.countAll().as("count")])
    .where("managed_identity_id", "in", [...ids])
    .where("deleted_at", "is", null)
    .groupBy("managed_identity_id")
    .execute();
  return new Map(rows.map(({ managed_identity_id, count }) => [managed_identity_id, Number(count)]));
}

export function findKey(query: Query, id: ManagedIdentityId | string, userId: number): Promise<StoredKey | undefined> {
  return presentKeys(query).where("managed_identity_id", "=", id).where("user_id", "=", userId).executeTakeFirst();
}

export interface NewEnvelope {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly keyTerm: number;
}

/** In the place of that which is there, if one is. */
export async function putEnvelope(query: Query, { id, bytes, keyTerm: key_term }: NewEnvelope): Promise<void> {
  const row = { id, bytes: Buffer.from(bytes), key_term };
  await query
    .insertInto("envelopes")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ bytes: row.bytes, key_term }))
    .execute();
}

export async function insertKey(query: Query, row: StoredKey): Promise<void> {
  await query.insertInto("managed_keys").values(row).execute();
}

export async function updateKey(query: Query, id: string, patch: Partial<Omit<StoredKey, "id">>): Promise<void> {
  await query.updateTable("managed_keys").set(patch).where("id", "=", id).execute();
}

/** Whose keys go: one, those of a managed identity, of one person in an organization, or of an account everywhere. */
export type KeysOf =
  | { readonly keyId: string }
  | { readonly managedIdentityId: string }
  | { readonly userId: UserId | number; readonly organizationId?: number };

export interface WipedKey {
  readonly id: string;
  readonly account: string;
  readonly userId: number;
  readonly userName: string;
  readonly identityName: string;
  readonly organizationId: number;
}

/** What was sealed goes with the keys: a backup of tomorrow must not hold it. The empty envelopes stay, because the rows point to them. */
export async function wipeKeys(query: Query, whose: KeysOf, at: TimeMs): Promise<readonly WipedKey[]> {
  const found = await keysWithNames(query, whose).execute();
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  await query.updateTable("managed_keys").set({ deleted_at: at, updated_at: at }).where("id", "in", ids).execute();
  await query
    .updateTable("envelopes")
    .set({ bytes: Buffer.alloc(0) })
    .where(
      "id",
      "in",
      found.map(({ envelope_id }) => envelope_id),
    )
    .execute();
  return found;
}

function keysWithNames(query: Query, whose: KeysOf) {
  const all = query
    .selectFrom("managed_keys")
    .innerJoin("managed_identities", "managed_identities.id", "managed_keys.managed_identity_id")
    .innerJoin("users", "users.id", "managed_keys.user_id")
    .select([
      "managed_keys.id as id",
      "managed_keys.account as account",
      "managed_keys.envelope_id as envelope_id",
      "managed_keys.user_id as userId",
      "users.user_name as userName",
      "managed_identities.name as identityName",
      "managed_identities.organization_id as organizationId",
    ])
    .where("managed_keys.deleted_at", "is", null)
    .orderBy("managed_keys.id");
  if ("keyId" in whose) return all.where("managed_keys.id", "=", whose.keyId);
  if ("managedIdentityId" in whose) return all.where("managed_keys.managed_identity_id", "=", whose.managedIdentityId);
  const own = all.where("managed_keys.user_id", "=", whose.userId);
  return whose.organizationId === undefined ? own : own.where("managed_identities.organization_id", "=", whose.organizationId);
}

function presentKeys(query: Query) {
  return query.selectFrom("managed_keys").selectAll().where("deleted_at", "is", null);
}

function membersOf(query: Query, organizationId: number) {
  return query
    .selectFrom("organization_members")
    .innerJoin("users", "users.id", "organization_members.user_id")
    .select([
      "organization_members.id as memberId",
      "organization_members.user_id as userId",
      "organization_members.role as role",
      "users.user_name as userName",
      "users.first_name as firstName",
      "users.last_name as lastName",
    ])
    .where("organization_members.organization_id", "=", organizationId);
}
