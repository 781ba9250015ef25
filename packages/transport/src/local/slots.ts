import type { AppError } from "@postern/domain";

interface Waiter {
  readonly enter: () => void;
  readonly refuse: (error: AppError) => void;
}

/** Lets at most `limit` pieces of work run at once; others wait in the order of their arrival. */
export class Slots {
  readonly #limit: number;
  readonly #waiting: Waiter[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limit) await new Promise<void>((enter, refuse) => this.#waiting.push({ enter, refuse }));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The slot is handed over rather than freed, so that a newcomer cannot overtake.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next.enter();
    }
  }

  /** Work that has not begun will not begin: its `run` rejects with the error. */
  refuseWaiting(error: AppError): void {
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(error);
  }
}
