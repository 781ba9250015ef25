import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { AuditService } from "../audit/service.ts";
import type { AuditTrail } from "../audit/trail.ts";
import type { HeldKeys } from "./held-keys.ts";
import { keysEntry } from "./keys-entry.ts";
import * as store from "./store.ts";

export interface DropParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly trail: Pick<AuditTrail, "witness">;
}

/**
 * First the entry that says so, committed; then the seal without the term. Cut short in between, the seal holds a key that nothing needs, and
 * dropping it again takes it out.
 *
 * @throws vault.term_not_found · vault.term_in_use
 */
export async function dropTerm(parts: DropParts, keys: HeldKeys, { actor, term }: { actor: UserId | null; term: number }): Promise<void> {
  const { database, clock, audit, trail } = parts;
  await database.transaction(async ({ query }) => {
    const known = await store.holdTerms(query);
    const row = known.find((each) => each.term === term);
    if (row === undefined) throw new AppError("vault.term_not_found", `There is no key of term ${String(term)}.`);
    await refuseNeeded(query, keys, term);
    if (row.dropped_at !== null) return;
    // The entry below moves the state of the trail to the active term, too.
    await store.markDropped(query, term, clock.now());
    await audit.record(query, keysEntry(actor, "keys.drop", { term }));
  });
  // It is hashed anew with every newer entry, of which there is one now: so nothing outside of the database needs the term either.
  await trail.witness();
  using ring = await keys.seal.unseal();
  if (!ring.has(term)) return;
  using rest = ring.copyWithout(term);
  await keys.seal.replace(rest);
  keys.vault.take(await keys.seal.unseal());
}

async function refuseNeeded(query: Query, { vault }: HeldKeys, term: number): Promise<void> {
  if (term === vault.activeTerm) throw inUse(term, "it is the active one; rotate first");
  const envelopes = await store.countOfTerm(query, term);
  if (envelopes > 0) throw inUse(term, envelopes === 1 ? "1 record needs it" : `${String(envelopes)} records need it`);
  const entries = await store.countEntriesOfTerm(query, term);
  if (entries > 0) throw inUse(term, `the audit trail can only be checked with it (entries: ${String(entries)})`);
}

function inUse(term: number, why: string): AppError {
  return new AppError("vault.term_in_use", `The key of term ${String(term)} cannot be dropped: ${why}.`);
}
