import type { Clock, Logger } from "@postern/domain";

/**
 * One loop that brings what is seen to what is wanted. It takes no input: each step reads everything anew,
 * so it may run at any time, twice, or after a crash.
 */
export interface Reconciler {
  readonly name: string;
  /** Longest time between two steps. */
  readonly intervalMs: number;
  step(signal: AbortSignal): Promise<void>;
}

/** Runs reconcilers: by timer, and at once when woken. Never two steps of the same one together. */
export class ReconcilerDriver implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];
  readonly #wakers = new Map<string, () => void>();

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  start(reconciler: Reconciler): void {
    this.#loops.push(this.#loop(reconciler));
  }

  /** Asks for a step soon. Waking often is harmless. */
  wake(name: string): void {
    this.#wakers.get(name)?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    for (const wake of this.#wakers.values()) wake();
    await Promise.all(this.#loops);
  }

  async #loop(reconciler: Reconciler): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // The alarm is set before the step, so that a wake during it leads to one more.
      const alarm = new AbortController();
      // Aborting makes an error each time, also of what is aborted already: thousands of agents that come back wake one step.
      this.#wakers.set(reconciler.name, () => {
        if (!alarm.signal.aborted) alarm.abort();
      });
      await this.#step(reconciler, signal);
      if (!signal.aborted) await this.#clock.sleep(reconciler.intervalMs, alarm.signal);
    }
  }

  async #step(reconciler: Reconciler, signal: AbortSignal): Promise<void> {
    try {
      await reconciler.step(signal);
    } catch (error) {
      // One of the five places that catch: the next step starts from what is stored, so nothing is lost.
      this.#log.error({ reconciler: reconciler.name, error }, "a reconciler step failed");
    }
  }
}
