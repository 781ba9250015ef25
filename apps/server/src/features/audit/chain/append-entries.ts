import { isUniqueViolation } from "@postern/database";
import type { Query } from "@postern/database";
import { beginChain } from "./begin-chain.ts";
import type { ChainParts } from "./chain-parts.ts";
import { hasBegun, isGenuine, lockState, proveState, trailBroken } from "./chain-state.ts";
import type { ChainState } from "./chain-state.ts";
import type { KnownHead } from "./known-head.ts";
import { placeEntries } from "./place-entries.ts";
import type { NewEntry } from "./place-entries.ts";
import { writeAfterKnown, writeAfterLocked } from "./write-placed.ts";
import type { Placed } from "./write-placed.ts";

export interface AppendParts extends ChainParts {
  readonly head: KnownHead;
}

/**
 * Adds entries at the end of the chain. The last thing of a transaction: from here to the commit everybody else who records something waits.
 *
 * @throws audit.broken when the state was changed from outside. @throws vault.key_term_unknown when it was written with a lost key.
 */
export async function appendEntries(query: Query, entries: readonly NewEntry[], parts: AppendParts): Promise<void> {
  if (entries.length === 0) return;
  try {
    if (await appendToKnown(query, entries, parts)) return;
    const state = await lockGenuineState(query, parts);
    const placed = placeAfter(state, entries, parts);
    await writeAfterLocked(query, parts.engine, placed);
    parts.head.note(placed.next);
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

/** Spares the reading of the state, and on PostgreSQL a way there and back while others wait. False when another state is the newest. */
async function appendToKnown(query: Query, entries: readonly NewEntry[], parts: AppendParts): Promise<boolean> {
  const known = parts.head.state;
  // With several entries PostgreSQL needs two ways in any case.
  if (known === undefined || (parts.engine === "postgres" && entries.length > 1)) return false;
  const placed = placeAfter(known, entries, parts);
  if (!(await writeAfterKnown(query, parts.engine, { ...placed, known }))) return false;
  parts.head.note(placed.next);
  return true;
}

function placeAfter(state: ChainState, entries: readonly NewEntry[], { hasher }: AppendParts): Placed {
  const placed = placeEntries(entries, state, hasher);
  const newest = placed.at(-1);
  const { removed_number, removed_hash, begun_at } = state;
  const moved =
    newest === undefined ? state : { newest_number: newest.id, newest_hash: newest.hash, removed_number, removed_hash, begun_at };
  return { placed, next: proveState(hasher, moved) };
}
