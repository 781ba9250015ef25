import type { Database, KeyRotationProblemRow, KeyRotationRow, Query } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, ErrorCode } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { ownersOf } from "./envelope-owner.ts";
import type { FindOwners } from "./envelope-owner.ts";
import * as store from "./store.ts";
import type { EnvelopeHead, Replacement, StoredEnvelope } from "./store.ts";

/**
 * Heads that are looked at in one transaction, and envelopes that are brought over in it. Few: an embedded database holds everybody up meanwhile. One that
 * is elsewhere does not, so what counts is how long the envelopes of a step keep this thread: well below a millisecond.
 */
const stepSizes = { sqlite: { heads: 20, envelopes: 4 }, postgres: { heads: 60, envelopes: 20 } } as const;
const maxSizeBytes = 2 * 1024 * 1024;
const termOffset = 1;

export interface BatchParts {
  readonly database: Database;
  readonly clock: Pick<Clock, "now">;
  readonly owners: readonly FindOwners[];
}

/** `idle`: nothing runs, or another process is at it. `over`: everything that can be is on the new term. */
export type BatchOutcome = "idle" | "more" | "over";

/** What is done when the last envelope has been looked at, inside the transaction. */
export type OnOver = (query: Query, rotation: KeyRotationRow) => Promise<void>;

/**
 * One step of a rotation: a transaction that brings a few envelopes over, and knows where it was (packages/vault/SPEC.md, section 15).
 * May be repeated, may run in several processes at once, may end anywhere.
 *
 * @throws vault.key_term_unknown when this process cannot come by the key. Nothing was changed then. @throws vault.sealed
 */
export async function rewrapBatch(parts: BatchParts, vault: Vault, onOver: OnOver): Promise<BatchOutcome> {
  const { database } = parts;
  return database.transaction(async ({ query }) => {
    const found = await store.holdRotationIfFree(query, database.engine);
    if (found === undefined || !(await hasWork(query, found))) return "idle";
    const moved = await move(parts, query, { vault, rotation: { ...found, term: targetOf(vault, found) } });
    const isOver = moved.place === "" && !(await store.hasOlder(query, moved.term));
    const { id, ...patch } = isOver ? { ...moved, state: "done" as const } : moved;
    await store.updateRotation(query, id, patch);
    if (isOver && found.state === "running") await onOver(query, moved);
    return isOver ? "over" : "more";
  });
}

interface Moving {
  readonly vault: Vault;
  readonly rotation: KeyRotationRow;
}

/** Brings over what fits into one step. Gives where that leads: the empty place at the end of a pass. */
async function move(parts: BatchParts, query: Query, { vault, rotation }: Moving): Promise<KeyRotationRow> {
  const size = stepSizes[parts.database.engine];
  const heads = await store.listHeads(query, rotation.place, size.heads);
  const { looked, wanted } = choose(heads, { term: rotation.term, maxEnvelopes: size.envelopes });
  const done = await rewrapAll(parts, query, { vault, rotation, ids: wanted });
  await correctColumns(query, looked, rotation.term);
  const isEnd = looked.length === heads.length && heads.length < size.heads;
  const place = isEnd ? "" : (looked.at(-1)?.id ?? "");
  return { ...rotation, place, done_count: rotation.done_count + done, changed_at: parts.clock.now() };
}

// A server that learned of the new term a little late has sealed something under the old one meanwhile: that is brought over, too.
async function hasWork(query: Query, { state, term }: KeyRotationRow): Promise<boolean> {
  return state === "running" || (state === "done" && (await store.hasOlder(query, term)));
}

// Re-wrapping leads to the active term. It is a later one than the rotation was begun for when a next one was cut short.
function targetOf(vault: Vault, { term }: KeyRotationRow): number {
  if (vault.knows(term)) return Math.max(term, vault.activeTerm);
  throw new AppError("vault.key_term_unknown", `No key of term ${String(term)} is at hand, to which all records are brought.`);
}

/** As many of the heads as fit into one step, and which of these are of another term. */
function choose(
  heads: readonly EnvelopeHead[],
  { term, maxEnvelopes }: { readonly term: number; readonly maxEnvelopes: number },
): { looked: readonly EnvelopeHead[]; wanted: readonly string[] } {
  const wanted: string[] = [];
  let sizeBytes = 0;
  for (const [index, head] of heads.entries()) {
    if (termOf(head) === term) continue;
    sizeBytes += head.sizeBytes;
    const isFull = wanted.length === maxEnvelopes || (wanted.length > 0 && sizeBytes > maxSizeBytes);
    if (isFull) return { looked: heads.slice(0, index), wanted };
    wanted.push(head.id);
  }
  return { looked: heads, wanted };
}

// The bytes decide: the column beside them is only for looking up.
function termOf({ head }: EnvelopeHead): number | undefined {
  return head.byteLength < termOffset + 4 ? undefined : new DataView(head.buffer, head.byteOffset).getUint32(termOffset);
}

async function correctColumns(query: Query, heads: readonly EnvelopeHead[], term: number): Promise<void> {
  for (const head of heads) if (termOf(head) === term && head.keyTerm !== term) await store.correctTerm(query, head.id, term);
}

interface Wanted extends Moving {
  readonly ids: readonly string[];
}

/** Gives how many were brought over. */
async function rewrapAll(
  { database: { engine }, owners, clock }: BatchParts,
  query: Query,
  { vault, rotation, ids }: Wanted,
): Promise<number> {
  if (ids.length === 0) return 0;
  const known = await ownersOf(query, ids, owners);
  const replacements: Replacement[] = [];
  for (const read of await store.holdEnvelopes(query, engine, ids)) {
    const owner = known.get(read.id);
    const outcome: Outcome = owner === undefined ? orphaned : rewrapChecked(vault, read, owner.context);
    if ("next" in outcome) replacements.push({ read, next: outcome.next });
    else await store.noteProblem(query, { envelope_id: read.id, ...outcome.problem, noted_at: clock.now() });
  }
  const done = await store.replaceEnvelopes(query, engine, { replacements, term: rotation.term });
  await store.forgetProblems(query, done);
  return done.length;
}

type Problem = Pick<KeyRotationProblemRow, "kind"> & { readonly code: ErrorCode };
type Outcome = Pick<Replacement, "next"> | { readonly problem: Problem };

const orphaned: Outcome = { problem: { kind: "orphaned", code: "vault.envelope_orphaned" } };

/** The envelope under the active term, opened there once: what does not open is never written. */
function rewrapChecked(vault: Vault, { bytes }: StoredEnvelope, context: Parameters<Vault["open"]>[1]): Outcome {
  try {
    const next = vault.rewrap(bytes, context);
    vault.open(next, context).destroy();
    return { next };
  } catch (error) {
    // Anything else, such as a vault that was sealed meanwhile, is no fault of this record.
    if (isAppError(error) && isFaultOfRecord(error.code)) return { problem: { kind: "failed", code: error.code } };
    throw error;
  }
}

function isFaultOfRecord(code: ErrorCode): boolean {
  return code === "vault.envelope_invalid" || code === "vault.key_term_unknown" || code === "vault.context_invalid";
}
