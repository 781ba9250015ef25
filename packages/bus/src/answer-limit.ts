import type { Clock } from "@postern/domain";
import type { AskLimits } from "./bus.ts";

/** When nobody waits for an answer any more: its time has passed, or whoever asked gave up. */
export class AnswerLimit implements Disposable {
  readonly #over = new AbortController();
  readonly #settled = new AbortController();

  constructor(clock: Clock, { timeoutMs, signal }: AskLimits) {
    const stop = (): void => this.#over.abort();
    if (signal?.aborted === true) stop();
    signal?.addEventListener("abort", stop, { once: true, signal: this.#settled.signal });
    void clock.sleep(timeoutMs, this.#settled.signal).then(() => {
      if (!this.#settled.signal.aborted) stop();
    });
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** The answer is there: neither the clock nor the signal of whoever asked knows of it any more. */
  [Symbol.dispose](): void {
    this.#settled.abort();
  }
}
