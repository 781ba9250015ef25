import type { Clock, TimeMs } from "@postern/domain";

/**
 * How long something may be used, from now on. Two clocks say when that is up, and the first one counts: that of the machine, which goes on while the
 * process is stopped or the machine sleeps, and a timer, which runs on when somebody sets the machine's clock back.
 */
export class Allowance implements Disposable {
  readonly #clock: Clock;
  readonly #until: TimeMs;
  readonly #over = new AbortController();

  /** `up` is told once, unless it is disposed before. */
  constructor(clock: Clock, lengthMs: number, up: () => void) {
    this.#clock = clock;
    this.#until = clock.now() + lengthMs;
    void clock.sleep(lengthMs, this.#over.signal).then(() => {
      if (this.#over.signal.aborted) return;
      this.#over.abort();
      up();
    });
  }

  get isUp(): boolean {
    return this.#over.signal.aborted || this.#clock.now() >= this.#until;
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }
}
