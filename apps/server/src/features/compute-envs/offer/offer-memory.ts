import type { Clock, TimeMs } from "@postern/domain";

/** Forms are opened one after the other; queues change once a year. */
const freshMs = 60_000;
const maxEntries = 500;

interface Entry<Offer> {
  readonly offer: Promise<Offer>;
  readonly askedAt: TimeMs;
}

/** Offers of the last minute: however many forms are open, a cluster is asked once for each account. A failure is not kept. */
export class OfferMemory<Offer> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry<Offer>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The offer of the key, asked for when there is none of the last minute. A question that is under way is joined. */
  get(key: string, ask: () => Promise<Offer>): Promise<Offer> {
    const now = this.#clock.now();
    const known = this.#entries.get(key);
    if (known !== undefined && now - known.askedAt < freshMs) return known.offer;
    const entry = { offer: ask(), askedAt: now };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.offer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    this.#forgetSome(now);
    return entry.offer;
  }

  #forgetSome(now: TimeMs): void {
    for (const [key, { askedAt }] of this.#entries) {
      if (now - askedAt < freshMs && this.#entries.size <= maxEntries) return;
      this.#entries.delete(key);
    }
  }
}
