import type { Logger, UserId } from "@postern/domain";

/** How much of it runs at once. */
export interface WorkLimits {
  readonly all: number;
  /** For one owner: the clusters of one person, however slow and many, leave room for those of the others. */
  readonly perOwner: number;
}

interface Piece {
  readonly owner: UserId;
  readonly work: () => Promise<void>;
}

/**
 * Pieces of work that outlive the step of the reconciler which began them: so one slow cluster never holds up the others.
 * Never two of the same key at once, and no more than the limits say; the others wait their turn.
 */
export class OngoingWork implements AsyncDisposable {
  readonly #log: Logger;
  readonly #limits: WorkLimits;
  readonly #running = new Map<string, Promise<void>>();
  readonly #runningOf = new Map<UserId, number>();
  readonly #waiting = new Map<string, Piece>();

  constructor(log: Logger, limits: WorkLimits) {
    this.#log = log;
    this.#limits = limits;
  }

  /** Begins work, or remembers it. `false` when work of this key is under way or waits already. */
  start({ key, owner }: { readonly key: string; readonly owner: UserId }, work: () => Promise<void>): boolean {
    if (this.#running.has(key) || this.#waiting.has(key)) return false;
    this.#waiting.set(key, { owner, work });
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
    if (this.#running.size >= this.#limits.all) return;
    for (const [key, piece] of this.#waiting) {
      const others = this.#runningOf.get(piece.owner) ?? 0;
      if (others >= this.#limits.perOwner) continue;
      this.#waiting.delete(key);
      this.#runningOf.set(piece.owner, others + 1);
      this.#running.set(key, this.#run(key, piece));
      return;
    }
  }

  async #run(key: string, { owner, work }: Piece): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The reconciler's place to catch: the next step starts from what is stored, so nothing is lost.
      this.#log.error({ key, error }, "background work failed");
    } finally {
      this.#running.delete(key);
      const others = (this.#runningOf.get(owner) ?? 1) - 1;
      if (others === 0) this.#runningOf.delete(owner);
      else this.#runningOf.set(owner, others);
      this.#next();
    }
  }
}
