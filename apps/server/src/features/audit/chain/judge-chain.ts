import type { Query } from "@postern/database";
import type { Vault } from "@postern/vault";
import { hasBegun, isGenuine, readState } from "./chain-state.ts";
import { trailHasher } from "./trail-hasher.ts";

/** What the chain says of the keys at hand. `spoilt`: other keys, or a state that a foreign hand changed; nobody can tell which. */
export type ChainVerdict =
  | { readonly kind: "none" }
  | { readonly kind: "ours" }
  | { readonly kind: "spoilt"; readonly term: number }
  | { readonly kind: "unknown"; readonly term: number };

/** Whether the trail was written with these keys. Changes nothing. @throws vault.sealed */
export async function judgeChain(query: Query, vault: Vault): Promise<ChainVerdict> {
  const state = await readState(query);
  if (state === undefined || !hasBegun(state)) return { kind: "none" };
  const term = state.key_term;
  if (!vault.knows(term)) return { kind: "unknown", term };
  return isGenuine(trailHasher(vault), state) ? { kind: "ours" } : { kind: "spoilt", term };
}
