import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { RequestLimits } from "@postern/transport/agent";

interface Waiting {
  readonly begin: () => void;
  readonly reject: (error: AppError) => void;
}

/** Acts one after the other, each from its beginning to its end; a bounded number waits, each for a bounded time, which its act gets the rest of. */
export class OperationQueue {
  readonly #clock: Clock;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiting>();
  #isRunning = false;
  #isEnded = false;

  constructor(clock: Clock, maxWaiting: number) {
    this.#clock = clock;
    this.#maxWaiting = maxWaiting;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /**
   * @throws agent.busy when it did not begin in time, agent.offline when it could not begin any more.
   * @throws agent.gone when `signal` aborted; an act that has begun goes on to its end, for nobody.
   */
  async run<Value>(act: (timeoutMs: number) => Promise<Value>, { timeoutMs, signal }: RequestLimits): Promise<Value> {
    const { promise: given, reject: giveUp } = Promise.withResolvers<never>();
    const abort = (): void => giveUp(givenUp());
    // It is raced below at once, or nobody waits for it at all.
    given.catch(() => undefined);
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await Promise.race([this.#inTurn(act, timeoutMs, signal), given]);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** What waits has not begun. */
  end(): void {
    this.#isEnded = true;
    for (const waiting of this.#waiting) waiting.reject(new AppError("agent.offline", "The agent is not connected."));
    this.#waiting.clear();
  }

  async #inTurn<Value>(act: (timeoutMs: number) => Promise<Value>, timeoutMs: number, signal: AbortSignal | undefined): Promise<Value> {
    const deadline = this.#clock.now() + timeoutMs;
    if (this.#isEnded) throw new AppError("agent.offline", "The agent is not connected.");
    if (this.#isRunning) await this.#turn(timeoutMs, signal);
    this.#isRunning = true;
    try {
      if (signal?.aborted === true) throw givenUp();
      const leftMs = deadline - this.#clock.now();
      if (leftMs < 1) throw busy();
      return await act(leftMs);
    } finally {
      this.#isRunning = false;
      this.#next();
    }
  }

  async #turn(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) throw busy();
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const waiting: Waiting = { begin: () => resolve(undefined), reject };
    this.#waiting.add(waiting);
    const settled = new AbortController();
    const stop = signal === undefined ? settled.signal : AbortSignal.any([settled.signal, signal]);
    void this.#clock.sleep(timeoutMs, stop).then(() => {
      if (this.#waiting.delete(waiting)) reject(busy());
    });
    try {
      await promise;
    } finally {
      settled.abort();
    }
  }

  // The turn is handed over at once, so that nobody who comes now gets in between.
  #next(): void {
    for (const waiting of this.#waiting) {
      this.#waiting.delete(waiting);
      this.#isRunning = true;
      waiting.begin();
      return;
    }
  }
}

function busy(): AppError {
  return new AppError("agent.busy", "The agent has too much to do; nothing was sent to it.");
}

function givenUp(): AppError {
  return new AppError("agent.gone", "The request was given up.");
}
