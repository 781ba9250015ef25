import type { AgentId, Clock, TimeMs } from "@postern/domain";
import type { AgentArrival } from "../../agents/index.ts";

/** So many arrivals of one agent from one place are written down within this time; what is more is only counted. */
const maxTold = 10;
const windowMs = 10 * 60_000;
/** Places that are remembered. When there are more, the oldest are, and what comes from there is written down again. */
const maxPlaces = 20_000;

interface Place {
  readonly since: TimeMs;
  readonly told: number;
  readonly untold: number;
}

/**
 * An agent that comes and goes every two seconds must not fill the disk with its history. One that comes from another place, or with
 * another token, is always written down: that is what somebody looks for.
 */
export class ArrivalThrottle {
  readonly #clock: Clock;
  readonly #places = new Map<string, Place>();
  /** Connections that nothing was written of: neither is of their end. */
  readonly #untold = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this arrival is to be written down, and how many before it were not. */
  look(arrival: AgentArrival): { readonly isTold: boolean; readonly untold: number } {
    const place = this.#placeOf(arrival);
    return { isTold: place.told < maxTold, untold: place.untold };
  }

  /** After the arrival is stored. */
  note(arrival: AgentArrival, connection: { readonly id: AgentId; readonly fence: number }, isTold: boolean): void {
    const { since, told, untold } = this.#placeOf(arrival);
    const key = keyOf(arrival);
    this.#places.delete(key);
    this.#places.set(key, isTold ? { since, told: told + 1, untold: 0 } : { since, told, untold: untold + 1 });
    if (!isTold) this.#untold.add(nameOf(connection));
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= maxPlaces) break;
      this.#places.delete(oldest);
    }
  }

  /** Whether the end of a connection is to be written down. Asked once for each. */
  takeEnd(id: AgentId, fence: number): boolean {
    return !this.#untold.delete(nameOf({ id, fence }));
  }

  #placeOf(arrival: AgentArrival): Place {
    const place = this.#places.get(keyOf(arrival));
    const now = this.#clock.now();
    if (place === undefined) return { since: now, told: 0, untold: 0 };
    return now - place.since < windowMs ? place : { since: now, told: 0, untold: place.untold };
  }
}

function keyOf({ userId, connectionId, hostName, remoteAddress, tokenId }: AgentArrival): string {
  return [userId, tokenId, connectionId, hostName, remoteAddress].join(" ");
}

function nameOf({ id, fence }: { readonly id: AgentId; readonly fence: number }): string {
  return `${id} ${String(fence)}`;
}
