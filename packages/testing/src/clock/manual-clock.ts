import type { Clock, TimeMs } from "@postern/domain";

interface Sleeper {
  readonly wakeAt: TimeMs;
  readonly wake: () => void;
}

/** Time stands still until the test moves it. */
export class ManualClock implements Clock {
  #now: TimeMs;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now: TimeMs = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): TimeMs {
    return this.#now;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const wake = (): void => {
        signal?.removeEventListener("abort", wake);
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { wakeAt: this.#now + delayMs, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }

  /** How many sleep now: tells a test that what it waits for has gone to sleep. */
  get sleeperCount(): number {
    return this.#sleepers.size;
  }

  /** Moves time on and wakes whoever slept until then, in the order of their waking. */
  advance(byMs: number): void {
    this.#now += byMs;
    const due = [...this.#sleepers].filter((sleeper) => sleeper.wakeAt <= this.#now).sort((left, right) => left.wakeAt - right.wakeAt);
    for (const sleeper of due) sleeper.wake();
  }
}
