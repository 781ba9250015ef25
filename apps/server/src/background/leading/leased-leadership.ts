import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import { Allowance } from "./allowance.ts";
import type { Leadership } from "./leadership.ts";
import { releaseLease, renewLease, takeLease } from "./lease-store.ts";
import type { Lease } from "./lease-store.ts";

export interface LeaseTimes {
  /** How long a lease lasts that nobody renews: so long nobody leads after a leader was killed. */
  readonly ttlMs: number;
  /** How much earlier its holder stops than the database lets others begin. */
  readonly marginMs: number;
  /** Between two renewals, and between two looks of those who wait. */
  readonly lookMs: number;
}

const usualTimes: LeaseTimes = { ttlMs: 10_000, marginMs: 1_000, lookMs: 2_000 };

export interface LeasedLeadershipParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly serverId: string;
  readonly times?: LeaseTimes;
}

interface Term {
  readonly lease: Lease;
  readonly over: AbortController;
  /** Until the lease must have been renewed. */
  readonly allowance: Allowance;
}

/**
 * Leads while it holds a lease in the database that all servers share: so one leads, whatever they hear of each other.
 *
 * INVARIANT: it stops by itself, without asking anybody, before the database gives the lease to another one: it counts from before it asked, so its
 * lease is over earlier here than there. See docs/adr/0021.
 */
export class LeasedLeadership implements Leadership {
  readonly #parts: LeasedLeadershipParts;
  readonly #times: LeaseTimes;
  readonly #closing = new AbortController();
  #term: Term | undefined;
  #elected = (): void => undefined;
  #standing: Promise<void> = Promise.resolve();
  #isInTrouble = false;

  constructor(parts: LeasedLeadershipParts) {
    this.#parts = parts;
    this.#times = parts.times ?? usualTimes;
  }

  get isLeading(): boolean {
    return this.term !== undefined;
  }

  get term(): AbortSignal | undefined {
    if (this.#term?.allowance.isUp === true) this.#stop("it was not renewed in time");
    return this.#term?.over.signal;
  }

  start(elected: () => void): void {
    this.#elected = elected;
    this.#standing = this.#stand();
  }

  /** Call it when all has ended that only the leading server may do: another one begins at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#standing;
    const lease = this.#term?.lease;
    this.#stop("the server closes");
    if (lease === undefined) return;
    try {
      await releaseLease(this.#parts.database.query, lease);
    } catch (error) {
      // It ends by itself, too.
      this.#parts.log.warn({ error }, "the lease of the background work could not be given back");
    }
  }

  async #stand(): Promise<void> {
    const { clock, log } = this.#parts;
    while (!this.#closing.signal.aborted) {
      try {
        await this.#look();
        this.#isInTrouble = false;
      } catch (error) {
        // The place of this loop to catch: what is not renewed ends by itself, and the next look asks anew.
        if (!this.#isInTrouble) log.warn({ error }, "the lease of the background work could not be asked for");
        this.#isInTrouble = true;
      }
      await clock.sleep(this.#times.lookMs, this.#closing.signal);
    }
  }

  async #look(): Promise<void> {
    const { ttlMs, marginMs } = this.#times;
    const allowance = new Allowance(this.#parts.clock, ttlMs - marginMs, () => this.#noteUp(allowance));
    const before = this.isLeading ? this.#term : undefined;
    let isUsed = false;
    try {
      const lease = await this.#ask(before?.lease);
      if (lease === undefined) this.#stop("another server holds the lease");
      // An answer that came too late is none; the next look asks again.
      else if (!allowance.isUp) isUsed = this.#enter({ before, lease, allowance });
    } finally {
      if (!isUsed) allowance[Symbol.dispose]();
    }
  }

  async #ask(held: Lease | undefined): Promise<Lease | undefined> {
    const { database, serverId } = this.#parts;
    const { ttlMs } = this.#times;
    if (held === undefined) return takeLease(database.query, { name: "background", holder: serverId, ttlMs });
    return (await renewLease(database.query, held, ttlMs)) ? held : undefined;
  }

  /** False when the term that was to be renewed has ended meanwhile: nobody takes it up again, the next look begins a new one. */
  #enter({
    before,
    lease,
    allowance,
  }: {
    readonly before: Term | undefined;
    readonly lease: Lease;
    readonly allowance: Allowance;
  }): boolean {
    if (this.#term !== before) return false;
    before?.allowance[Symbol.dispose]();
    this.#term = { lease, over: before?.over ?? new AbortController(), allowance };
    if (before !== undefined) return true;
    this.#parts.log.info({ serverId: lease.holder, fence: lease.fence }, "this server leads the background work");
    this.#elected();
    return true;
  }

  #noteUp(allowance: Allowance): void {
    if (this.#term?.allowance === allowance) this.#stop("it was not renewed in time");
  }

  #stop(reason: string): void {
    const term = this.#term;
    if (term === undefined) return;
    this.#term = undefined;
    term.allowance[Symbol.dispose]();
    term.over.abort();
    this.#parts.log.info(
      { serverId: term.lease.holder, fence: term.lease.fence, reason },
      "this server does not lead the background work any more",
    );
  }
}
