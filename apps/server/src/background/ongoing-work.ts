import type { Clock, Logger, UserId } from "@postern/domain";

/** How much of it runs at once. */
export interface WorkLimits {
  readonly all: number;
  /** For one owner: the clusters of one person, however slow and many, leave room for those of the others. */
  readonly perOwner: number;
}

/** What takes longer hangs: it goes on, and gives its place to another. */
export interface Patience {
  readonly clock: Clock;
  readonly ms: number;
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
  readonly #patience: Patience | undefined;
  readonly #running = new Map<string, Promise<void>>();
  #placesTaken = 0;
  readonly #placesOf = new Map<UserId, number>();
  readonly #waiting = new Map<string, Piece>();

  /** Without patience what hangs keeps its place: right where each piece costs the machine something. */
  constructor(log: Logger, limits: WorkLimits, patience?: Patience) {
    this.#log = log;
    this.#limits = limits;
    this.#patience = patience;
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
    if (this.#placesTaken >= this.#limits.all) return;
    for (const [key, piece] of this.#waiting) {
      if ((this.#placesOf.get(piece.owner) ?? 0) >= this.#limits.perOwner) continue;
      this.#waiting.delete(key);
      const giveBack = this.#takePlace(piece.owner);
      const isOver = new AbortController();
      void this.#patience?.clock.sleep(this.#patience.ms, isOver.signal).then(giveBack);
      const run = this.#run(key, piece);
      this.#running.set(
        key,
        run.finally(() => {
          isOver.abort();
          giveBack();
        }),
      );
      return;
    }
  }

  /** Gives what gives the place back; the second time does nothing. */
  #takePlace(owner: UserId): () => void {
    const change = (by: 1 | -1): void => {
      this.#placesTaken += by;
      const places = (this.#placesOf.get(owner) ?? 0) + by;
      if (places === 0) this.#placesOf.delete(owner);
      else this.#placesOf.set(owner, places);
    };
    let isTaken = true;
    change(1);
    return () => {
      if (!isTaken) return;
      isTaken = false;
      change(-1);
      this.#next();
    };
  }

  async #run(key: string, { work }: Piece): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The reconciler's place to catch: the next step starts from what is stored, so nothing is lost.
      this.#log.error({ key, error }, "background work failed");
    } finally {
      this.#running.delete(key);
    }
  }
}
