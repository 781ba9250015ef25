import type { Database, Query } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import { lockGenuineState } from "./chain/append-entries.ts";
import { trailBroken, writeState } from "./chain/chain-state.ts";
import type { ChainState } from "./chain/chain-state.ts";
import { fitsHash } from "./chain/hash-entry.ts";
import type { StoredEntry } from "./chain/hash-entry.ts";
import type { TrailHasher } from "./chain/trail-hasher.ts";
import type { AuditService } from "./service.ts";

const dayMs = 86_400_000;
const entriesPerBatch = 1000;

export interface RetentionParts {
  readonly database: Database;
  readonly audit: AuditService;
  readonly hasher: TrailHasher;
  readonly now: TimeMs;
  /** 0: for ever. */
  readonly keepDays: number;
}

/**
 * Removes the oldest entries, a batch at a time, so that nobody waits long. The chain stays provable: its state names the newest entry that
 * is gone. Only once the oldest is a day too old, else every removal would leave an entry to be removed on its own.
 *
 * @throws audit.broken when what is to go is not as it was written: then it stays, as evidence.
 */
export async function removeOldEntries(parts: RetentionParts): Promise<number> {
  const { database, now, keepDays } = parts;
  if (keepDays === 0) return 0;
  const before = now - keepDays * dayMs;
  const oldest = await database.query.selectFrom("audit_entries").select("at").orderBy("id").limit(1).executeTakeFirst();
  if (oldest === undefined || oldest.at >= before - dayMs) return 0;
  let count = 0;
  for (;;) {
    const removed = await database.transaction(({ query }) => removeBatch(query, parts, before));
    count += removed;
    if (removed < entriesPerBatch) return count;
  }
}

async function removeBatch(query: Query, { database, audit, hasher, now }: RetentionParts, before: TimeMs): Promise<number> {
  const state = await lockGenuineState(query, { engine: database.engine, hasher, now });
  const oldest = await query
    .selectFrom("audit_entries")
    .selectAll()
    .where("id", ">", state.removed_number)
    .orderBy("id")
    .limit(entriesPerBatch)
    .execute();
  const firstKept = oldest.findIndex(({ at }) => at >= before);
  const old = firstKept === -1 ? oldest : oldest.slice(0, firstKept);
  const [first, last] = [old[0], old.at(-1)];
  if (first === undefined || last === undefined) return 0;
  refuseTampered(old, state, hasher);
  await query.deleteFrom("audit_entries").where("id", ">", state.removed_number).where("id", "<=", last.id).execute();
  await writeState(query, hasher, { ...state, removed_number: last.id, removed_hash: last.hash ?? "" });
  const detail = { from: first.id, to: last.id, entries: old.length };
  await audit.record(query, { actor: null, action: "audit.remove", targetKind: "audit", targetId: "trail", detail });
  return old.length;
}

function refuseTampered(old: readonly StoredEntry[], state: ChainState, hasher: TrailHasher): void {
  let previous: string | null = state.removed_hash;
  for (const entry of old) {
    if (entry.previous_hash !== previous || !fitsHash(hasher, entry)) throw trailBroken(`entry ${String(entry.id)} does not fit`);
    previous = entry.hash;
  }
}
