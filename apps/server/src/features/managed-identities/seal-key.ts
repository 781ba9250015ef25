import { parseEnvelope, Secret } from "@postern/vault";
import type { Vault } from "@postern/vault";
import { randomText } from "../../new-id.ts";
import type { NewEnvelope } from "./key-store.ts";
import { sealContextOfKey } from "./managed-identity.ts";
import type { StoredKey } from "./managed-identity.ts";

/** What is sealed of a key, as it was made ready by `prepareSshKeys`, and the account that it is for. */
export type SealedMembers = Readonly<Record<string, string | boolean>> & { readonly userName: string };

/**
 * All in one envelope. INVARIANT: the account too, so that nobody who writes to the database has one person act under the account of another
 * (docs/adr/0015).
 */
export function sealKey(
  vault: Pick<Vault, "seal">,
  owner: Pick<StoredKey, "id" | "managed_identity_id" | "user_id">,
  members: SealedMembers,
): NewEnvelope {
  using secret = Secret.fromUtf8(JSON.stringify(members));
  const bytes = vault.seal(secret, sealContextOfKey(owner));
  return { id: randomText(22), bytes, keyTerm: parseEnvelope(bytes).term };
}
