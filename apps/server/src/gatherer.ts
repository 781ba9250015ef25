/** As many as hold up everybody else for a few milliseconds only. */
const maxTogether = 500;

/**
 * Acts on what comes, one act after the other: what comes while one is under way is handled together by the next. A single thing is handled
 * at once; when thousands come within seconds, as agents do after a restart, there are some dozens of acts.
 */
export class Gatherer<Item> {
  readonly #act: (items: readonly Item[]) => Promise<void>;
  readonly #waiting: Item[] = [];
  #isActing = false;

  /** An act handles its own errors: nobody waits for it who could be told. */
  constructor(act: (items: readonly Item[]) => Promise<void>) {
    this.#act = act;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    if (!this.#isActing) void this.#actOnWaiting();
  }

  async #actOnWaiting(): Promise<void> {
    this.#isActing = true;
    while (this.#waiting.length > 0) await this.#act(this.#waiting.splice(0, maxTogether));
    this.#isActing = false;
  }
}
