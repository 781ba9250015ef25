import type { Engine, ManagedIdentityRow, Query } from "@postern/database";
import type { ManagedIdentityId, TimeMs } from "@postern/domain";
import type { Selectable } from "kysely";
import type { GridPlatform, ManagedHost, StoredIdentity } from "./managed-identity.ts";

/** In the order of their names. */
export async function listIdentities(query: Query, organizationId: number): Promise<readonly StoredIdentity[]> {
  return (await identitiesOf(query, organizationId).orderBy("name_key").execute()).map(toStored);
}

/** `undefined` also for a deleted one, and for one of another organization. */
export async function findIdentity(query: Query, organizationId: number, id: ManagedIdentityId): Promise<StoredIdentity | undefined> {
  const row = await identitiesOf(query, organizationId).where("id", "=", id).executeTakeFirst();
  return row && toStored(row);
}

/** The same for whoever makes an environment of it: it stays until the end of the transaction. */
export async function keepIdentity(
  query: Query,
  engine: Engine,
  { organizationId, id }: { readonly organizationId: number; readonly id: ManagedIdentityId },
): Promise<StoredIdentity | undefined> {
  const select = identitiesOf(query, organizationId).where("id", "=", id);
  const row = await (engine === "postgres" ? select.forShare() : select).executeTakeFirst();
  return row && toStored(row);
}

/** The same for whoever changes or deletes it: those who make an environment of it are waited for. */
export async function holdIdentity(
  query: Query,
  engine: Engine,
  { organizationId, id }: { readonly organizationId: number; readonly id: ManagedIdentityId },
): Promise<StoredIdentity | undefined> {
  const select = identitiesOf(query, organizationId).where("id", "=", id);
  const row = await (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  return row && toStored(row);
}

export async function isNameTaken(query: Query, organizationId: number, key: string): Promise<boolean> {
  return (await identitiesOf(query, organizationId).where("name_key", "=", key).executeTakeFirst()) !== undefined;
}

export async function insertIdentity(query: Query, { jumpHosts, ...row }: StoredIdentity): Promise<void> {
  await query
    .insertInto("managed_identities")
    .values({ ...row, jump_hosts: JSON.stringify(jumpHosts) })
    .execute();
}

export async function updateIdentity(query: Query, id: string, patch: Partial<Omit<StoredIdentity, "id">>): Promise<void> {
  const { jumpHosts, ...rest } = patch;
  const columns = jumpHosts === undefined ? rest : { ...rest, jump_hosts: JSON.stringify(jumpHosts) };
  await query.updateTable("managed_identities").set(columns).where("id", "=", id).execute();
}

export async function markAllDeleted(query: Query, organizationId: number, at: TimeMs): Promise<readonly StoredIdentity[]> {
  const rows = await query
    .updateTable("managed_identities")
    .set({ deleted_at: at, updated_at: at })
    .where("organization_id", "=", organizationId)
    .where("deleted_at", "is", null)
    .returningAll()
    .execute();
  return rows.map(toStored);
}

/** The environments that are reached through it. Held: nothing is launched on them until the end of the transaction. */
export function holdEnvironments(query: Query, engine: Engine, id: string): Promise<{ id: string; name: string }[]> {
  const select = query
    .selectFrom("compute_envs")
    .select(["id", "name"])
    .where("managed_identity_id", "=", id)
    .where("deleted_at", "is", null)
    .orderBy("id");
  return (engine === "postgres" ? select.forUpdate() : select).execute();
}

/** Those of the environments that are reached by the jump hosts of their managed identity. */
export async function withoutOwnJumpHosts(query: Query, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await query
    .selectFrom("jump_hosts")
    .select("compute_env_id")
    .where("compute_env_id", "in", [...ids])
    .execute();
  const own = new Set(rows.map((row) => row.compute_env_id));
  return ids.filter((id) => !own.has(id));
}

function identitiesOf(query: Query, organizationId: number) {
  return query.selectFrom("managed_identities").selectAll().where("organization_id", "=", organizationId).where("deleted_at", "is", null);
}

// Only this feature writes the columns.
function toStored({ jump_hosts, ...row }: Selectable<ManagedIdentityRow>): StoredIdentity {
  return { ...row, platform: row.platform as GridPlatform, jumpHosts: toManagedHosts(jump_hosts) };
}

export function toManagedHosts(column: string): readonly ManagedHost[] {
  return JSON.parse(column) as readonly ManagedHost[];
}
