import type { Query } from "@postern/database";
import type { SealContext } from "@postern/vault";

/** What an envelope belongs to. Without it nobody can open the envelope. */
export interface EnvelopeOwner {
  readonly envelopeId: string;
  readonly context: SealContext;
  readonly kind: "credential" | "managed_key" | "environment";
  readonly id: string;
  readonly name: string;
  readonly workspaceId: number | null;
}

/** Asks one feature which of these envelopes are its own. Those of others it leaves out. */
export type FindOwners = (query: Query, envelopeIds: readonly string[]) => Promise<readonly EnvelopeOwner[]>;

/**
 * The owners of envelopes, by envelope.
 *
 * INVARIANT: every feature that stores envelopes is asked. An envelope of one that is left out counts as orphaned.
 */
export async function ownersOf(
  query: Query,
  envelopeIds: readonly string[],
  features: readonly FindOwners[],
): Promise<ReadonlyMap<string, EnvelopeOwner>> {
  const found: EnvelopeOwner[] = [];
  for (const find of features) found.push(...(await find(query, envelopeIds)));
  return new Map(found.map((owner) => [owner.envelopeId, owner]));
}
