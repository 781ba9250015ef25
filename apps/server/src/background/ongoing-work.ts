import type { Logger } from "@postern/domain";

/**
 * Pieces of work that outlive the step of the reconciler which began them: so one slow cluster never holds up the others.
 * Never two of the same key at once; at most `limit` at once, the others wait their turn.
 */
export class OngoingWork implements AsyncDisposable {
  readonly #log: Logger;
  readonly #limit: number;
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, () => Promise<void>>();

  constructor(log: Logger, limit: number) {
    this.#log = log;
    this.#limit = limit;
  }

  /** Begins work, or remembers it. `false` when work of this key is under way or waits already. */
  start(key: string, work: () => Promise<void>): boolean {
    if (this.#running.has(key) || this.#waiting.has(key)) return false;
    this.#waiting.set(key, work);
    this.#next();
    return true;
  }

  /** Resolves when nothing is under way and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Drops what waits, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.clear();
    await this.idle();
  }

  #next(): void {
    if (this.#running.size >= this.#limit) return;
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [key, work] = first;
    this.#waiting.delete(key);
    this.#running.set(key, this.#run(key, work));
  }

  async #run(key: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The reconciler's place to catch: the next step starts from what is stored, so nothing is lost.
      this.#log.error({ key, error }, "background work failed");
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }
}
