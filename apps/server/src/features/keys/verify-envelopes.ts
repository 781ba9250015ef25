import type { Database } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { ownersOf } from "./envelope-owner.ts";
import type { EnvelopeOwner, FindOwners } from "./envelope-owner.ts";
import * as store from "./store.ts";

const pageSize = 200;
const maxListed = 100;

export interface UnreadableEnvelope {
  readonly envelopeId: string;
  readonly kind: "failed" | "orphaned";
  readonly code: string;
  readonly owner: EnvelopeOwner | undefined;
}

export interface VerifiedEnvelopes {
  readonly openedCount: number;
  readonly failedCount: number;
  readonly orphanedCount: number;
  /** The first of them. */
  readonly unreadable: readonly UnreadableEnvelope[];
}

/** Opens every record under what it is bound to, and forgets it at once. Changes nothing; a server may work meanwhile. */
export async function verifyEnvelopes(
  { database, owners }: { readonly database: Database; readonly owners: readonly FindOwners[] },
  vault: Vault,
): Promise<VerifiedEnvelopes> {
  const counts = { opened: 0, failed: 0, orphaned: 0 };
  const unreadable: UnreadableEnvelope[] = [];
  let after = "";
  for (;;) {
    const ids = (await store.listHeads(database.query, after, pageSize)).map(({ id }) => id);
    const last = ids.at(-1);
    if (last === undefined) break;
    after = last;
    const known = await ownersOf(database.query, ids, owners);
    for (const { id, bytes } of await store.listEnvelopes(database.query, ids)) {
      const owner = known.get(id);
      const code = owner === undefined ? "vault.envelope_orphaned" : problemOf(vault, bytes, owner);
      const kind = owner === undefined ? "orphaned" : "failed";
      counts[code === undefined ? "opened" : kind] += 1;
      if (code !== undefined && unreadable.length < maxListed) unreadable.push({ envelopeId: id, kind, code, owner });
    }
  }
  return { openedCount: counts.opened, failedCount: counts.failed, orphanedCount: counts.orphaned, unreadable };
}

function problemOf(vault: Vault, bytes: Uint8Array, { context }: EnvelopeOwner): string | undefined {
  try {
    vault.open(bytes, context).destroy();
    return undefined;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}
