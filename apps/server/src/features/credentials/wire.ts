import type { Credentials, ReadableKeys } from "@postern/contracts";
import { credentialReach } from "@postern/domain";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import { toProvider } from "./providers.ts";
import type { StoredCredential } from "./store.ts";

export function toCredentials(row: StoredCredential): Credentials {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    provider: toProvider(row.provider),
    baseUrl: row.base_url,
    category: null,
    status: row.status,
    message: row.status_message,
    dateCreated: toIso(row.created_at),
    lastUpdated: toIso(row.updated_at),
    lastUsed: toIsoOrNull(row.last_used_at),
    lastValidated: toIsoOrNull(row.validated_at),
    deleted: row.deleted_at !== null,
    expiresAt: toIsoOrNull(row.expires_at),
    reach: credentialReach(row.provider, { ...readableKeys(row), baseUrl: row.base_url }) ?? null,
  };
}

/** With the members of `keys` that are no secret: Terraform compares them at every plan. */
export function toDescribedCredentials(row: StoredCredential): Credentials {
  const keys = readableKeys(row);
  return { ...toCredentials(row), keys: row.mode === null ? keys : { ...keys, mode: row.mode } };
}

function readableKeys(row: StoredCredential): ReadableKeys {
  return JSON.parse(row.public_keys) as ReadableKeys;
}
