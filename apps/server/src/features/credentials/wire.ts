import type { Credentials } from "@postern/contracts";
import { credentialReach, findCredentialProvider } from "@postern/domain";
import type { CredentialGroup } from "@postern/domain";
import { authorizedKeysLine } from "@postern/ssh-keys";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import { toProvider } from "./providers.ts";
import { heldSecretsOf, readableKeysOf } from "./read-columns.ts";
import type { StoredCredential } from "./store.ts";

/** Older clients group providers by these words. */
const categories: Readonly<Record<CredentialGroup, string | null>> = {
  cluster: null,
  git: "scm-host",
  registry: "container-reg",
  cloud: "cloud-compute",
};

export function toCredentials(row: StoredCredential): Credentials {
  const provider = toProvider(row.provider);
  const group = findCredentialProvider(provider)?.group;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    provider,
    baseUrl: row.base_url,
    category: group === undefined ? null : categories[group],
    status: row.status,
    message: row.status_message,
    dateCreated: toIso(row.created_at),
    lastUpdated: toIso(row.updated_at),
    lastUsed: toIsoOrNull(row.last_used_at),
    lastValidated: toIsoOrNull(row.validated_at),
    deleted: row.deleted_at !== null,
    expiresAt: toIsoOrNull(row.expires_at),
    reach: credentialReach(row.provider, { ...readableKeysOf(row), baseUrl: row.base_url }) ?? null,
  };
}

/** With the members of `keys` that are no secret: Terraform compares them at every plan. */
export function toDescribedCredentials(row: StoredCredential, sshFrom: readonly string[]): Credentials {
  const keys = { ...readableKeysOf(row), ...authorizedKeys(row, sshFrom) };
  return {
    ...toCredentials(row),
    keys: row.mode === null ? keys : { ...keys, mode: row.mode },
    heldSecrets: [...heldSecretsOf(row)],
  };
}

/** Made anew each time: the name and the addresses may change. */
function authorizedKeys(row: StoredCredential, from: readonly string[]): { readonly authorizedKeysLine?: string } {
  const { publicKey } = readableKeysOf(row);
  if (typeof publicKey !== "string") return {};
  return { authorizedKeysLine: authorizedKeysLine({ publicKey, comment: `postern-${row.name}`, from }) };
}
