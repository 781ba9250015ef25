import type { Database } from "@postern/database";
import { AppError } from "@postern/domain";
import { isSelective } from "./audit-filter.ts";
import type { AuditFilter } from "./audit-filter.ts";
import { findWindow, selectEntries } from "./read-store.ts";
import type { FoundEntry, NumberWindow } from "./read-store.ts";

export interface AuditPage {
  readonly entries: readonly FoundEntry[];
  /** Where the next page begins; null after the last one. */
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly max: number;
  readonly cursor?: string;
}

/** An embedded database answers nobody else while it looks, so it looks at a piece at a time, and a request at so many of them. */
const piece = 20_000;
const maxLooked = 400_000;
const entriesPerRead = 500;

/** Entries of the trail, for those who may see them: the filter names the place that the reader was let into. */
export class AuditReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first. @throws request.invalid for a cursor that no page gave. */
  async list(filter: AuditFilter, { max, cursor }: PageRequest): Promise<AuditPage> {
    const below = cursor === undefined ? Number.POSITIVE_INFINITY : parseCursor(cursor);
    const window = await findWindow(this.#database.query, filter);
    if (window === undefined) return { entries: [], nextCursor: null };
    const entries: FoundEntry[] = [];
    let high = Math.min(window.high, below - 1);
    const enough = high - maxLooked;
    while (high >= window.low && high > enough && entries.length <= max) {
      const part = { low: isSelective(filter) ? window.low : Math.max(window.low, high - piece + 1), high };
      const limit = max + 1 - entries.length;
      entries.push(...(await selectEntries(this.#database.query, filter, { window: part, order: "desc", limit })));
      high = part.low - 1;
    }
    const kept = entries.slice(0, max);
    if (entries.length > max) return { entries: kept, nextCursor: String(kept.at(-1)?.id) };
    return { entries: kept, nextCursor: high >= window.low ? String(high + 1) : null };
  }

  /** Oldest first, a batch at a time: memory does not grow with the entries. Ends with the newest one of this moment. */
  async *readAll(filter: AuditFilter): AsyncGenerator<readonly FoundEntry[]> {
    const whole = await findWindow(this.#database.query, filter);
    if (whole === undefined) return;
    let window: NumberWindow = { ...whole, high: Math.min(whole.high, whole.low + piece - 1) };
    while (window.low <= whole.high) {
      const entries = await selectEntries(this.#database.query, filter, { window, order: "asc", limit: entriesPerRead });
      if (entries.length > 0) yield entries;
      const last = entries.length < entriesPerRead ? window.high : (entries.at(-1)?.id ?? window.high);
      window = { low: last + 1, high: Math.min(whole.high, last + piece) };
    }
  }
}

function parseCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new AppError("request.invalid", "cursor is not one that a page of this list has given.", { fields: ["cursor"] });
}
