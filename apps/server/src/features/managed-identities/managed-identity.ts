import type { ComputePlatform } from "@postern/contracts";
import type { ManagedIdentityRow, ManagedKeyRow } from "@postern/database";
import { AppError } from "@postern/domain";
import type { ManagedIdentityId } from "@postern/domain";
import type { SealContext } from "@postern/vault";
import type { Selectable } from "kysely";

/** A host of a managed identity: who one is there is what the key of each person says. */
export type ManagedHost = Pick<ManagedIdentityRow, "host" | "port">;
export type StoredIdentity = Omit<Selectable<ManagedIdentityRow>, "platform" | "jump_hosts"> & {
  readonly platform: GridPlatform;
  /** The hosts that are passed on the way, in their order. */
  readonly jumpHosts: readonly ManagedHost[];
};
export type StoredKey = Selectable<ManagedKeyRow>;
export type GridPlatform = Exclude<ComputePlatform, "local-platform">;

/** What the envelope of a key is bound to: it opens for no other person and for no other managed identity. */
export function sealContextOfKey({
  id,
  managed_identity_id,
  user_id,
}: Pick<StoredKey, "id" | "managed_identity_id" | "user_id">): SealContext {
  return { recordId: id, scope: `managed-identity:${managed_identity_id}:user:${String(user_id)}`, provider: "ssh" };
}

/** What the trail keeps of a managed identity. */
export function identityImage({ name, platform, host, port, jumpHosts }: StoredIdentity) {
  const jumps = jumpHosts.map((jump) => ({ hostName: jump.host, port: jump.port }));
  return { name, platform, hostName: host, port, ...(jumps.length === 0 ? {} : { jumpHosts: jumps }) };
}

/** What the trail keeps of a key: never its secret half. */
export function keyImage({ account, public_keys }: Pick<StoredKey, "account" | "public_keys">) {
  return { userName: account, ...(JSON.parse(public_keys) as Readonly<Record<string, string>>) };
}

export function identityNotFound(id: ManagedIdentityId): AppError {
  return new AppError("identity.not_found", `Managed identity ${id} not found.`);
}
