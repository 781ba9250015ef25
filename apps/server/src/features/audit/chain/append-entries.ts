import { isUniqueViolation } from "@postern/database";
import type { AuditEntryRow, Query } from "@postern/database";
import type { Insertable } from "kysely";
import { beginChain } from "./begin-chain.ts";
import type { ChainParts } from "./chain-parts.ts";
import { hasBegun, isGenuine, lockState, trailBroken, writeState } from "./chain-state.ts";
import type { ChainState } from "./chain-state.ts";
import { hashEntry, hashForm } from "./hash-entry.ts";
import type { StoredEntry } from "./hash-entry.ts";
import type { TrailHasher } from "./trail-hasher.ts";

/** An entry before it has its place in the chain. */
export type NewEntry = Omit<StoredEntry, "id" | "standing" | "hash_form" | "key_term" | "previous_hash" | "hash">;

/** Bounded by what both engines take as parameters of one statement. */
const entriesPerStatement = 500;

/**
 * Adds entries at the end of the chain. The last thing of a transaction: from here to the commit everybody else who records something waits.
 *
 * @throws audit.broken when the state was changed from outside. @throws vault.key_term_unknown when it was written with a lost key.
 */
export async function appendEntries(query: Query, entries: readonly NewEntry[], parts: ChainParts): Promise<void> {
  const state = await lockGenuineState(query, parts);
  const placed = placeEntries(entries, state, parts.hasher);
  for (let from = 0; from < placed.length; from += entriesPerStatement) {
    await insert(query, placed.slice(from, from + entriesPerStatement));
  }
  const newest = placed.at(-1);
  if (newest !== undefined) await writeState(query, parts.hasher, { ...state, newest_number: newest.id, newest_hash: newest.hash });
}

/** The state, held until the transaction ends; the chain begins with it where it has not yet. @throws audit.broken */
export async function lockGenuineState(query: Query, parts: ChainParts): Promise<ChainState> {
  const state = await lockState(query, parts.engine);
  if (state === undefined) throw trailBroken("the row of audit_chain is gone");
  if (!hasBegun(state)) return beginChain(query, parts);
  if (!isGenuine(parts.hasher, state)) throw trailBroken("the row of audit_chain does not fit its hash");
  return state;
}

// Said as what it is: else the feature whose act this is would take it for a name of its own that is taken.
async function insert(query: Query, entries: readonly Insertable<AuditEntryRow>[]): Promise<void> {
  try {
    await query.insertInto("audit_entries").values(entries).execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw trailBroken("an entry with the next number is there already");
    throw error;
  }
}

function placeEntries(entries: readonly NewEntry[], { newest_number, newest_hash }: ChainState, hasher: TrailHasher) {
  const key_term = hasher.activeTerm;
  let previous_hash = newest_hash;
  return entries.map((entry, index) => {
    const unhashed = { ...entry, id: newest_number + 1 + index, standing: null, hash_form: hashForm, key_term, previous_hash };
    previous_hash = hashEntry(hasher, unhashed);
    return { ...unhashed, hash: previous_hash };
  });
}
