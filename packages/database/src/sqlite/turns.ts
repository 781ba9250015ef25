/**
 * Hands one thing to one user at a time, in the order in which they asked.
 *
 * Kysely's own lock wakes everybody who waits whenever it is given back: with ten thousand agents at the door that alone took minutes.
 */
export class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn, who must give it back. */
  take(): Promise<void> {
    if (this.#isTaken) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    return Promise.resolve();
  }

  give(): void {
    const next = this.#waiting.shift();
    // Handed over rather than freed, so that a newcomer cannot overtake.
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}
