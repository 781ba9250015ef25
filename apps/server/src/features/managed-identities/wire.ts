import type { ManagedIdentity, ManagedKey, ManagedMember } from "@postern/contracts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { MemberWithKey } from "./key-store.ts";
import type { StoredKey } from "./managed-identity.ts";
import type { SeenIdentity } from "./service.ts";

export function toManagedIdentity({ identity, keysCount, ownKey }: SeenIdentity): ManagedIdentity {
  const { id, name, platform, host: hostName, port, jumpHosts: jumps, created_at, updated_at } = identity;
  const jumpHosts = jumps.map((jump) => ({ hostName: jump.host, port: jump.port }));
  const times = { dateCreated: toIso(created_at), lastUpdated: toIso(updated_at) };
  return { id, name, platform, hostName, port, jumpHosts, keysCount, ownKey: toKeyOrNull(ownKey), ...times };
}

export function toManagedMember({ key, ...person }: MemberWithKey): ManagedMember {
  return { ...person, status: key === undefined ? "missing" : "added", key: toKeyOrNull(key) };
}

export function toManagedKey({ account, public_keys, created_at, updated_at, last_used_at }: StoredKey): ManagedKey {
  const { publicKey = "", fingerprint = "", certificateInfo } = JSON.parse(public_keys) as Readonly<Record<string, string | undefined>>;
  return {
    ...{ userName: account, publicKey, fingerprint, certificateInfo: certificateInfo ?? null },
    ...{ dateCreated: toIso(created_at), lastUpdated: toIso(updated_at), lastUsed: toIsoOrNull(last_used_at) },
  };
}

const toKeyOrNull = (key: StoredKey | undefined): ManagedKey | null => (key === undefined ? null : toManagedKey(key));
