import type { ProvenState } from "./chain-state.ts";

/**
 * The state of the chain as this process has written it last, with the hash that it has made itself: a row that is the same in every column
 * needs no other proof. It may be of a transaction that was undone, or older than what another process wrote: then no row is like it, and
 * the state is read and proven anew.
 */
export class KnownHead {
  #state: ProvenState | undefined;

  get state(): ProvenState | undefined {
    return this.#state;
  }

  note(state: ProvenState): void {
    this.#state = state;
  }
}
