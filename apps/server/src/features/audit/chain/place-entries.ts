import type { ChainState } from "./chain-state.ts";
import { hashEntry, hashForm } from "./hash-entry.ts";
import type { StoredEntry } from "./hash-entry.ts";
import type { TrailHasher } from "./trail-hasher.ts";

/** An entry before it has its place in the chain. */
export type NewEntry = Omit<StoredEntry, "id" | "standing" | "hash_form" | "key_term" | "previous_hash" | "hash">;

export type PlacedEntry = StoredEntry & { readonly hash: string };

/** The entries as they follow a state, each with the hash of the one before it. */
export function placeEntries(entries: readonly NewEntry[], state: ChainState, hasher: TrailHasher): PlacedEntry[] {
  const { newest_number, newest_hash } = state;
  const key_term = hasher.activeTerm;
  let previous_hash = newest_hash;
  return entries.map((entry, index) => {
    const unhashed = { ...entry, id: newest_number + 1 + index, standing: null, hash_form: hashForm, key_term, previous_hash };
    previous_hash = hashEntry(hasher, unhashed);
    return { ...unhashed, hash: previous_hash };
  });
}
