import { keptPlan } from "@postern/database";
import type { AuditChainRow, Engine, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable } from "kysely";
import { isSameHash } from "./trail-hasher.ts";
import type { TrailHasher } from "./trail-hasher.ts";

export type StoredState = Selectable<AuditChainRow>;
export type ProvenState = Omit<StoredState, "id">;
/** What the state says, without the words that prove it. */
export type ChainState = Omit<StoredState, "id" | "key_term" | "hash">;

/** As it stands; nothing is checked. `undefined` when somebody deleted the row. */
export function readState(query: Query): Promise<StoredState | undefined> {
  return query.selectFrom("audit_chain").selectAll().where("id", "=", 1).executeTakeFirst();
}

/** Nobody else appends to the chain until this transaction ends. */
export async function lockState(query: Query, engine: Engine): Promise<StoredState | undefined> {
  // SQLite has one writer at a time anyway.
  const lock = engine === "postgres" ? sql`FOR UPDATE` : sql``;
  const { rows } = await sql<StoredState>`
    SELECT id, newest_number, newest_hash, removed_number, removed_hash, begun_at, key_term, hash
    FROM audit_chain WHERE id = 1 ${lock} ${keptPlan}`.execute(query);
  return rows[0];
}

export function hasBegun(state: StoredState): boolean {
  return state.hash !== "";
}

/** Whether the state was written with our keys. @throws vault.key_term_unknown */
export function isGenuine(hasher: TrailHasher, state: StoredState): boolean {
  return isSameHash(state.hash, hashState(hasher, state, state.key_term));
}

/** Replaces the state, which is there and locked. */
export async function writeState(query: Query, hasher: TrailHasher, state: ChainState): Promise<void> {
  await query.updateTable("audit_chain").set(proveState(hasher, state)).where("id", "=", 1).execute();
}

/** The same where somebody may have deleted it. */
export async function replaceState(query: Query, hasher: TrailHasher, state: ChainState): Promise<void> {
  const row = proveState(hasher, state);
  await query
    .insertInto("audit_chain")
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

/** The columns of a state, with the words that prove it. */
export function proveState(hasher: TrailHasher, state: ChainState): ProvenState {
  const { newest_number, newest_hash, removed_number, removed_hash, begun_at } = state;
  const term = hasher.activeTerm;
  return { newest_number, newest_hash, removed_number, removed_hash, begun_at, key_term: term, hash: hashState(hasher, state, term) };
}

/** INVARIANT: a state or a chain that does not fit is never continued, for that would make it genuine. */
export function trailBroken(detail: string): AppError {
  return new AppError("audit.broken", "The audit trail was changed from outside, so nothing can be recorded, and nothing is done.", {
    detail,
  });
}

function hashState(hasher: TrailHasher, state: ChainState, term: number): string {
  const { newest_number, newest_hash, removed_number, removed_hash, begun_at } = state;
  return hasher.hash("state", [newest_number, newest_hash, removed_number, removed_hash, begun_at, term], term);
}
