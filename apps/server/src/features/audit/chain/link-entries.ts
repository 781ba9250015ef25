import type { Query } from "@postern/database";
import { hashEntry, hashForm } from "./hash-entry.ts";
import type { StoredEntry } from "./hash-entry.ts";
import { readEntries } from "./read-entries.ts";
import { noHash } from "./trail-hasher.ts";
import type { TrailHasher } from "./trail-hasher.ts";

export interface Newest {
  readonly number: number;
  readonly hash: string;
}

/** Hashes all entries that are there anew, in the order of their numbers. */
export async function linkEntries(
  query: Query,
  hasher: TrailHasher,
  standingOf: (entry: StoredEntry) => StoredEntry["standing"],
): Promise<Newest> {
  let newest: Newest = { number: 0, hash: noHash };
  for await (const entry of readEntries(query)) {
    const chained = { standing: standingOf(entry), hash_form: hashForm, key_term: hasher.activeTerm, previous_hash: newest.hash };
    const hash = hashEntry(hasher, { ...entry, ...chained });
    await query
      .updateTable("audit_entries")
      .set({ ...chained, hash })
      .where("id", "=", entry.id)
      .execute();
    newest = { number: entry.id, hash };
  }
  return newest;
}
