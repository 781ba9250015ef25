import type { Query } from "@postern/database";
import { AppError, toManagedKeyId } from "@postern/domain";
import type { ManagedIdentityId, ManagedKeyId, UserId } from "@postern/domain";
import type { ManagedHost } from "./managed-identity.ts";
import { toManagedHosts } from "./store.ts";

/** How somebody signs in to the cluster of a managed identity, without the key. */
export interface ManagedSignIn {
  readonly keyId: ManagedKeyId;
  /** Another one after each change of the key. */
  readonly revision: number;
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  /** What is passed on the way there, with the same account and key. */
  readonly jumpHosts: readonly ManagedHost[];
}

/** Where a managed identity leads, and by which hosts. */
export interface ManagedPlace extends ManagedHost {
  readonly jumpHosts: readonly ManagedHost[];
}

/**
 * As that person, who still belongs to the organization.
 *
 * @throws identity.not_found when it is gone. @throws identity.key_missing for somebody without a key, with both names.
 */
export async function getManagedSignIn(query: Query, id: ManagedIdentityId, userId: UserId): Promise<ManagedSignIn> {
  const found = await signIns(query)
    .where("managed_keys.managed_identity_id", "=", id)
    .where("managed_keys.user_id", "=", userId)
    .executeTakeFirst();
  if (found !== undefined) return toSignIn(found, toManagedKeyId(found.keyId));
  const identity = await query
    .selectFrom("managed_identities")
    .select("name")
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (identity === undefined) throw new AppError("identity.not_found", "The managed identity of the environment was deleted.");
  const person = await query.selectFrom("users").select("user_name").where("id", "=", userId).executeTakeFirst();
  throw new AppError("identity.key_missing", `${person?.user_name ?? "This person"} has no key for the managed identity ${identity.name}.`);
}

/** The same by the key; `undefined` when it, its managed identity or the person's place in the organization is gone. */
export async function findManagedSignIn(query: Query, keyId: ManagedKeyId): Promise<ManagedSignIn | undefined> {
  const found = await signIns(query).where("managed_keys.id", "=", keyId).executeTakeFirst();
  return found && toSignIn(found, keyId);
}

/** Where a managed identity leads, whoever goes there; `undefined` when it is gone. */
export async function findManagedHost(query: Query, id: ManagedIdentityId): Promise<ManagedPlace | undefined> {
  const found = await query
    .selectFrom("managed_identities")
    .select(["host", "port", "jump_hosts"])
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return found && { host: found.host, port: found.port, jumpHosts: toManagedHosts(found.jump_hosts) };
}

function toSignIn({ jumps, ...found }: FoundSignIn, keyId: ManagedKeyId): ManagedSignIn {
  return { ...found, keyId, jumpHosts: toManagedHosts(jumps) };
}

type FoundSignIn = NonNullable<Awaited<ReturnType<ReturnType<typeof signIns>["executeTakeFirst"]>>>;

function signIns(query: Query) {
  return query
    .selectFrom("managed_keys")
    .innerJoin("managed_identities", "managed_identities.id", "managed_keys.managed_identity_id")
    .innerJoin("organization_members", (join) =>
      join
        .onRef("organization_members.organization_id", "=", "managed_identities.organization_id")
        .onRef("organization_members.user_id", "=", "managed_keys.user_id"),
    )
    .select([
      "managed_keys.id as keyId",
      "managed_keys.revision as revision",
      "managed_identities.host as host",
      "managed_identities.port as port",
      "managed_identities.jump_hosts as jumps",
      "managed_keys.account as userName",
    ])
    .where("managed_keys.deleted_at", "is", null)
    .where("managed_identities.deleted_at", "is", null);
}
