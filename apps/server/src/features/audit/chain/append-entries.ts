import { isUniqueViolation, keptPlan } from "@postern/database";
import type { Query } from "@postern/database";
import { beginChain } from "./begin-chain.ts";
import type { ChainParts } from "./chain-parts.ts";
import { hasBegun, isGenuine, lockState, proveState, trailBroken, writeState } from "./chain-state.ts";
import type { ChainState, ProvenState } from "./chain-state.ts";
import { hashEntry, hashForm } from "./hash-entry.ts";
import type { StoredEntry } from "./hash-entry.ts";
import type { TrailHasher } from "./trail-hasher.ts";

/** An entry before it has its place in the chain. */
export type NewEntry = Omit<StoredEntry, "id" | "standing" | "hash_form" | "key_term" | "previous_hash" | "hash">;

type PlacedEntry = StoredEntry & { readonly hash: string };

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
  const newest = placed.at(-1);
  if (newest === undefined) return;
  const next = { ...state, newest_number: newest.id, newest_hash: newest.hash };
  try {
    await insertPlaced(query, placed, { ...parts, state: next });
  } catch (error) {
    // Said as what it is: else the feature whose act this is would take it for a name of its own that is taken.
    if (isUniqueViolation(error)) throw trailBroken("an entry with the next number is there already");
    throw error;
  }
}

/** The state, held until the transaction ends; the chain begins with it where it has not yet. @throws audit.broken */
export async function lockGenuineState(query: Query, parts: ChainParts): Promise<ChainState> {
  const state = await lockState(query, parts.engine);
  if (state === undefined) throw trailBroken("the row of audit_chain is gone");
  if (!hasBegun(state)) return beginChain(query, parts);
  if (!isGenuine(parts.hasher, state)) throw trailBroken("the row of audit_chain does not fit its hash");
  return state;
}

interface Ending extends ChainParts {
  /** With the last of the entries as the newest. */
  readonly state: ChainState;
}

async function insertPlaced(query: Query, placed: readonly PlacedEntry[], { engine, hasher, state }: Ending): Promise<void> {
  const lastFrom = Math.max(0, placed.length - entriesPerStatement);
  for (let from = 0; from < lastFrom; from += entriesPerStatement) {
    await insert(query, placed.slice(from, Math.min(from + entriesPerStatement, lastFrom)));
  }
  const last = placed.slice(lastFrom);
  if (engine === "postgres") return insertWithState(query, last, proveState(hasher, state));
  await insert(query, last);
  await writeState(query, hasher, state);
}

async function insert(query: Query, entries: readonly PlacedEntry[]): Promise<void> {
  await query.insertInto("audit_entries").values(entries).execute();
}

/** Both as one statement, which spares a way to the database and back while everybody else waits. */
async function insertWithState(query: Query, entries: readonly PlacedEntry[], state: ProvenState): Promise<void> {
  await query
    .with("inserted", (inner) => inner.insertInto("audit_entries").values(entries))
    .updateTable("audit_chain")
    .set(state)
    .where("id", "=", 1)
    .$if(entries.length === 1, (one) => one.modifyEnd(keptPlan))
    .execute();
}

function placeEntries(entries: readonly NewEntry[], { newest_number, newest_hash }: ChainState, hasher: TrailHasher): PlacedEntry[] {
  const key_term = hasher.activeTerm;
  let previous_hash = newest_hash;
  return entries.map((entry, index) => {
    const unhashed = { ...entry, id: newest_number + 1 + index, standing: null, hash_form: hashForm, key_term, previous_hash };
    previous_hash = hashEntry(hasher, unhashed);
    return { ...unhashed, hash: previous_hash };
  });
}
