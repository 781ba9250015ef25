import type { Query } from "@postern/database";
import type { StoredEntry } from "./hash-entry.ts";

const entriesPerPage = 500;

export interface EntryRange {
  /** The first number that is wanted; without one also those that no chain ever gives. */
  readonly from?: number;
  readonly to?: number;
}

/** Entries by number, a page at a time, so that memory does not grow with them. */
export async function* readEntries(query: Query, { from, to }: EntryRange = {}): AsyncGenerator<StoredEntry> {
  let after = from === undefined ? undefined : from - 1;
  for (;;) {
    let page = query.selectFrom("audit_entries").selectAll().orderBy("id").limit(entriesPerPage);
    if (after !== undefined) page = page.where("id", ">", after);
    if (to !== undefined) page = page.where("id", "<=", to);
    const entries = await page.execute();
    yield* entries;
    if (entries.length < entriesPerPage) return;
    after = entries.at(-1)?.id;
  }
}
