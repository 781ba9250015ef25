import type { Clock, TimeMs } from "@postern/domain";

import { BoundedMap } from "../bounded-map.ts";

const maxPlaces = 10_000;

/** Remembers who had to give way to a living agent of the same name. */
export class DisplacedAgents {
  readonly #clock: Clock;
  readonly #lastingMs: number;
  readonly #at = new BoundedMap<string, TimeMs>(maxPlaces);

  constructor(clock: Clock, lastingMs: number) {
    this.#clock = clock;
    this.#lastingMs = lastingMs;
  }

  /** `place`: name and origin of an agent. */
  note(place: string): void {
    this.#at.set(place, this.#clock.now());
  }

  /** Asking keeps it alive: who knocks every two seconds is not forgotten. */
  had(place: string): boolean {
    const at = this.#at.get(place);
    if (at === undefined || this.#clock.now() - at >= this.#lastingMs) return false;
    this.note(place);
    return true;
  }
}
