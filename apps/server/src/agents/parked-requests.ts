import type { Clock } from "@postern/domain";

import type { LiveAgent } from "./ports.ts";
import type { RequestTable } from "./request-table.ts";

export interface ParkedRequestsParts {
  readonly clock: Clock;
  /** How long an agent may be away. */
  readonly graceMs: number;
}

type ParkedAgent = Pick<LiveAgent, "userId" | "connectionId" | "instanceId">;

interface Parked {
  readonly instanceId: string;
  readonly table: RequestTable;
  readonly over: AbortController;
}

/**
 * What agents were asked whose connection broke, until they come back.
 *
 * INVARIANT: a table is here or with one connection, never both, and it is ended when its process does not come back in time, or
 * another takes its name. Then each of its requests is lost, once.
 */
export class ParkedRequests {
  readonly #parts: ParkedRequestsParts;
  readonly #parked = new Map<string, Parked>();

  constructor(parts: ParkedRequestsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#parked.size;
  }

  park(agent: ParkedAgent, table: RequestTable): void {
    const key = keyOf(agent);
    table.pause();
    this.#end(key);
    const parked: Parked = { instanceId: agent.instanceId, table, over: new AbortController() };
    this.#parked.set(key, parked);
    void this.#expire(key, parked);
  }

  /** For an agent that arrived: its table when it is the same process; that of another process is lost. */
  claim(agent: ParkedAgent): RequestTable | undefined {
    const key = keyOf(agent);
    const parked = this.#parked.get(key);
    if (parked?.instanceId !== agent.instanceId) {
      this.#end(key);
      return undefined;
    }
    parked.over.abort();
    this.#parked.delete(key);
    return parked.table;
  }

  endAll(): void {
    for (const key of this.#parked.keys()) this.#end(key);
  }

  async #expire(key: string, parked: Parked): Promise<void> {
    await this.#parts.clock.sleep(this.#parts.graceMs, parked.over.signal);
    if (!parked.over.signal.aborted) this.#end(key);
  }

  #end(key: string): void {
    const parked = this.#parked.get(key);
    this.#parked.delete(key);
    parked?.over.abort();
    parked?.table.end();
  }
}

function keyOf({ userId, connectionId }: ParkedAgent): string {
  return `${String(userId)} ${connectionId}`;
}
