import type { Clock, TimeMs } from "@postern/domain";
import type { Caller } from "./caller.ts";

/** Nextflow, agents' scripts and pages ask several times a second; who they are is looked up once. */
const rememberMs = 1000;
/** Far more people than ask at once; then it starts anew. */
const defaultMax = 10_000;

export interface FoundCaller {
  readonly caller: Caller;
  /** When the text or the session ends, if nothing happens before. */
  readonly endsAt: TimeMs | null;
}

interface Remembered {
  readonly until: TimeMs;
  readonly found: Promise<FoundCaller | undefined>;
}

/**
 * Who is behind a token or a session, for a second.
 *
 * INVARIANT: whatever takes something away from somebody calls `forget` after its commit, and counts from then on: a look-up that
 * began before is dropped with the rest. What is taken away beside this server, by the command line or another server, counts after a
 * second. An end that was known beforehand counts at its moment. Strangers are never remembered.
 */
export class CallerMemory {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #remembered = new Map<string, Remembered>();

  constructor(clock: Clock, max = defaultMax) {
    this.#clock = clock;
    this.#max = max;
  }

  get size(): number {
    return this.#remembered.size;
  }

  /** `key`: a hash of what was shown. */
  async find(key: string, lookUp: () => Promise<FoundCaller | undefined>): Promise<Caller | undefined> {
    const found = await this.#recall(key, lookUp);
    if (found === undefined || (found.endsAt !== null && found.endsAt <= this.#clock.now())) return undefined;
    return found.caller;
  }

  forget(): void {
    this.#remembered.clear();
  }

  #recall(key: string, lookUp: () => Promise<FoundCaller | undefined>): Promise<FoundCaller | undefined> {
    const now = this.#clock.now();
    const known = this.#remembered.get(key);
    if (known !== undefined && known.until > now) return known.found;
    if (this.#remembered.size >= this.#max) this.#remembered.clear();
    const remembered = { until: now + rememberMs, found: lookUp() };
    this.#remembered.set(key, remembered);
    void this.#dropUnlessFound(key, remembered);
    return remembered.found;
  }

  async #dropUnlessFound(key: string, remembered: Remembered): Promise<void> {
    // A storage that was away for a moment is no answer either; whoever asked hears of it.
    const found = await remembered.found.catch(() => undefined);
    if (found === undefined && this.#remembered.get(key) === remembered) this.#remembered.delete(key);
  }
}
