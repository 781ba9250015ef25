import type { Query } from "@postern/database";
import type { ChainParts } from "./chain/chain-parts.ts";
import { lockState, replaceState } from "./chain/chain-state.ts";
import { fitsHash } from "./chain/hash-entry.ts";
import type { StoredEntry } from "./chain/hash-entry.ts";
import { linkEntries } from "./chain/link-entries.ts";
import { noHash } from "./chain/trail-hasher.ts";
import type { Verification } from "./verify/verify-trail.ts";

export interface AnewParts extends ChainParts {
  /** The next number is above this one: no number stands for two entries, not even for one that is gone. */
  readonly above: number;
  readonly verification: Verification;
}

/** Chains what is there anew, from the first entry on. What did not fit is marked for ever; nothing is removed. */
export async function linkAnew(query: Query, { engine, hasher, now, above, verification }: AnewParts): Promise<void> {
  await lockState(query, engine);
  const misplaced = verification.findings.filter(({ kind }) => kind === "inserted" || kind === "put-back");
  const isBroken = (entry: StoredEntry): boolean =>
    !fitsHash(hasher, entry) || misplaced.some(({ from, to }) => from <= entry.id && entry.id <= to);
  const first = await query.selectFrom("audit_entries").select("id").orderBy("id").limit(1).executeTakeFirst();
  const newest = await linkEntries(query, hasher, (entry) => (isBroken(entry) ? "broken" : entry.standing));
  await replaceState(query, hasher, {
    newest_number: Math.max(newest.number, above),
    newest_hash: newest.hash,
    // A foreign hand may have used numbers that we never give.
    removed_number: Math.min(0, (first?.id ?? 1) - 1),
    removed_hash: noHash,
    begun_at: now,
  });
}
