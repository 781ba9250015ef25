import type { Clock, TimeMs } from "@postern/domain";
import { SystemClock } from "@postern/runtime";

/** Real time, which a test can move on: for work with real processes whose patience is minutes. */
export class ShiftedClock implements Clock {
  readonly #real = new SystemClock();
  #shiftMs = 0;

  now(): TimeMs {
    return this.#real.now() + this.#shiftMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.#real.sleep(delayMs, signal);
  }

  moveOn(byMs: number): void {
    this.#shiftMs += byMs;
  }
}
