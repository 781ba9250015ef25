import type { Query } from "@postern/database";
import type { EnvelopeOwner } from "../keys/envelope-owner.ts";
import { sealContextOfKey } from "./managed-identity.ts";

/** Which of these envelopes are those of managed keys, and what each is bound to. A deleted key still owns the one that it left. */
export async function findManagedKeyOwners(query: Query, envelopeIds: readonly string[]): Promise<readonly EnvelopeOwner[]> {
  if (envelopeIds.length === 0) return [];
  const rows = await query
    .selectFrom("managed_keys")
    .innerJoin("managed_identities", "managed_identities.id", "managed_keys.managed_identity_id")
    .select(["managed_keys.id", "envelope_id", "managed_identity_id", "user_id", "managed_identities.name"])
    .where("envelope_id", "in", [...envelopeIds])
    .execute();
  return rows.map((row) => ({
    envelopeId: row.envelope_id,
    context: sealContextOfKey(row),
    kind: "managed_key",
    id: row.id,
    name: row.name,
    workspaceId: null,
  }));
}
