import type { Clock, TimeMs, UserId } from "@postern/domain";

import { BoundedMap } from "../bounded-map.ts";

/** A message counts for one, and for one more with each so many bytes: large ones take time to read. */
const bytesOfOne = 64 * 1024;

export interface UnaskedLimits {
  /** The time between two heartbeats, in which an agent that is well sends two messages. */
  readonly windowMs: number;
  readonly maxOfConnection: number;
  readonly maxOfPerson: number;
}

interface Count {
  since: TimeMs;
  units: number;
}

/** What one connection sent that nobody asked for. */
export interface UnaskedOfConnection {
  /** A message of so many bytes came. Whether that is still bearable. */
  note(sizeBytes: number): boolean;
  /** The last one was asked for after all. */
  forgive(): void;
}

/** Counts what agents send that nobody asked them for: each costs a moment in which nobody else is served. */
export class Unasked {
  readonly #clock: Clock;
  readonly #limits: UnaskedLimits;
  /** One that reconnects does not begin anew. */
  readonly #people: BoundedMap<UserId, Count>;

  constructor(clock: Clock, limits: UnaskedLimits, maxPeople: number = 10_000) {
    this.#clock = clock;
    this.#limits = limits;
    this.#people = new BoundedMap(maxPeople);
  }

  ofConnection(userId: UserId): UnaskedOfConnection {
    const own = { since: this.#clock.now(), units: 0 };
    let last = 0;
    return {
      note: (sizeBytes) => {
        const person = this.#people.get(userId) ?? { since: this.#clock.now(), units: 0 };
        this.#people.set(userId, person);
        last = 1 + Math.floor(sizeBytes / bytesOfOne);
        for (const count of [own, person]) this.#add(count, last);
        return own.units <= this.#limits.maxOfConnection && person.units <= this.#limits.maxOfPerson;
      },
      forgive: () => {
        for (const count of [own, this.#people.get(userId)]) if (count !== undefined) count.units = Math.max(0, count.units - last);
        last = 0;
      },
    };
  }

  #add(count: Count, units: number): void {
    const now = this.#clock.now();
    if (now - count.since >= this.#limits.windowMs) Object.assign(count, { since: now, units: 0 });
    count.units += units;
  }
}
