import type { AppError } from "@postern/domain";

/** Equal names are one owner, and so is one thing. */
export type SlotOwner = object | string;

interface Waiter {
  readonly enter: (leave: () => void) => void;
  readonly refuse: (error: AppError) => void;
}

/**
 * Lets at most `limit` in at once. Whoever waits is let in by turns: one of each owner, in the order in which the owners came. So somebody
 * who asks for a thousand things does not hold up somebody who asks for one.
 */
export class FairSlots {
  readonly #most: number;
  #limit: number;
  #inside = 0;
  readonly #queues = new Map<SlotOwner, Waiter[]>();

  constructor(limit: number) {
    this.#most = limit;
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  get inside(): number {
    return this.#inside;
  }

  /**
   * Resolves with the function that gives the place back; calling it again does nothing.
   *
   * @param signal ends the waiting; its reason is thrown
   */
  async enter(owner: SlotOwner, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#inside < this.#limit && this.#queues.size === 0) return this.#admit();
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    const waiter = { enter: resolve, refuse: reject };
    this.#queues.set(owner, [...(this.#queues.get(owner) ?? []), waiter]);
    const giveUp = (): void => {
      if (this.#remove(owner, waiter)) reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** From here on fewer are let in. Those who are inside stay. */
  lower(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  /** As many as at first. */
  restore(): void {
    this.#limit = this.#most;
    this.#letIn();
  }

  /** Whoever waits is refused. */
  refuseWaiting(error: AppError): void {
    const waiting = [...this.#queues.values()].flat();
    this.#queues.clear();
    for (const waiter of waiting) waiter.refuse(error);
  }

  #admit(): () => void {
    this.#inside += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside -= 1;
      this.#letIn();
    };
  }

  #letIn(): void {
    while (this.#inside < this.#limit) {
      const [first] = this.#queues;
      if (first === undefined) return;
      const [owner, [next, ...rest]] = first;
      this.#queues.delete(owner);
      // Behind everybody else.
      if (rest.length > 0) this.#queues.set(owner, rest);
      next?.enter(this.#admit());
    }
  }

  #remove(owner: SlotOwner, waiter: Waiter): boolean {
    const queue = this.#queues.get(owner) ?? [];
    const rest = queue.filter((each) => each !== waiter);
    if (rest.length === queue.length) return false;
    if (rest.length === 0) this.#queues.delete(owner);
    else this.#queues.set(owner, rest);
    return true;
  }
}
