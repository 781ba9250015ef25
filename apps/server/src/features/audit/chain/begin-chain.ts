import type { Query } from "@postern/database";
import type { ChainParts } from "./chain-parts.ts";
import { trailBroken, writeState } from "./chain-state.ts";
import type { ChainState } from "./chain-state.ts";
import { linkEntries } from "./link-entries.ts";
import { noHash } from "./trail-hasher.ts";

/**
 * Begins the chain with the entries that are there already, marked as older than it. From here on nobody can pass off another one as old.
 * The state is locked.
 *
 * @throws audit.broken when entries have hashes: then a chain had begun, and somebody emptied its state.
 */
export async function beginChain(query: Query, { hasher, now }: ChainParts): Promise<ChainState> {
  const hashed = await query.selectFrom("audit_entries").select("id").where("hash", "is not", null).limit(1).executeTakeFirst();
  if (hashed !== undefined) throw trailBroken("entries have hashes, and the row of audit_chain has none");
  const newest = await linkEntries(query, hasher, () => "before");
  const state = { newest_number: newest.number, newest_hash: newest.hash, removed_number: 0, removed_hash: noHash, begun_at: now };
  await writeState(query, hasher, state);
  return state;
}
