import type { RunRow } from "@postern/database";
import type { Clock } from "@postern/domain";

/** Shortest time between two events of one run. */
const quietMs = 1000;

type Announced = Pick<RunRow, "id" | "user_id" | "workspace_id" | "status">;

/**
 * Tells pages of a busy run at most once a second: the first news at once, the last news of a burst when its second is over.
 * Only in memory: an event is a hint, and a page that missed one looks again by itself.
 */
export class RunEventThrottle implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #announce: (run: Announced) => void;
  readonly #stop = new AbortController();
  /** Runs that are in their quiet second, and what waits for its end. */
  readonly #waiting = new Map<string, Announced | undefined>();
  readonly #quiet = new Set<Promise<void>>();

  constructor(clock: Clock, announce: (run: Announced) => void) {
    this.#clock = clock;
    this.#announce = announce;
  }

  announce(run: Announced): void {
    if (this.#stop.signal.aborted) return;
    if (this.#waiting.has(run.id)) {
      this.#waiting.set(run.id, run);
      return;
    }
    this.#announce(run);
    this.#waiting.set(run.id, undefined);
    const quiet = this.#keepQuiet(run.id).finally(() => this.#quiet.delete(quiet));
    this.#quiet.add(quiet);
  }

  /** Sends what still waits, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#quiet);
  }

  async #keepQuiet(runId: string): Promise<void> {
    for (;;) {
      await this.#clock.sleep(quietMs, this.#stop.signal);
      const last = this.#waiting.get(runId);
      if (last !== undefined) this.#announce(last);
      if (last === undefined || this.#stop.signal.aborted) {
        this.#waiting.delete(runId);
        return;
      }
      this.#waiting.set(runId, undefined);
    }
  }
}
