import type { AuditChainRow, Engine, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Selectable } from "kysely";
import { isSameHash } from "./trail-hasher.ts";
import type { TrailHasher } from "./trail-hasher.ts";

export type StoredState = Selectable<AuditChainRow>;
/** What the state says, without the words that prove it. */
export type ChainState = Omit<StoredState, "id" | "key_term" | "hash">;

/** As it stands; nothing is checked. `undefined` when somebody deleted the row. */
export function readState(query: Query): Promise<StoredState | undefined> {
  return query.selectFrom("audit_chain").selectAll().where("id", "=", 1).executeTakeFirst();
}

/** Nobody else appends to the chain until this transaction ends. */
export function lockState(query: Query, engine: Engine): Promise<StoredState | undefined> {
  const state = query.selectFrom("audit_chain").selectAll().where("id", "=", 1);
  // SQLite has one writer at a time anyway.
  return (engine === "postgres" ? state.forUpdate() : state).executeTakeFirst();
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
  await query.updateTable("audit_chain").set(prove(hasher, state)).where("id", "=", 1).execute();
}

/** The same where somebody may have deleted it. */
export async function replaceState(query: Query, hasher: TrailHasher, state: ChainState): Promise<void> {
  const row = prove(hasher, state);
  await query
    .insertInto("audit_chain")
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

/** INVARIANT: a state or a chain that does not fit is never continued, for that would make it genuine. */
export function trailBroken(detail: string): AppError {
  return new AppError("audit.broken", "The audit trail was changed from outside, so nothing can be recorded, and nothing is done.", {
    detail,
  });
}

function prove(hasher: TrailHasher, state: ChainState): Omit<StoredState, "id"> {
  const { newest_number, newest_hash, removed_number, removed_hash, begun_at } = state;
  const term = hasher.activeTerm;
  return { newest_number, newest_hash, removed_number, removed_hash, begun_at, key_term: term, hash: hashState(hasher, state, term) };
}

function hashState(hasher: TrailHasher, state: ChainState, term: number): string {
  const { newest_number, newest_hash, removed_number, removed_hash, begun_at } = state;
  return hasher.hash("state", [newest_number, newest_hash, removed_number, removed_hash, begun_at, term], term);
}
