import type { Database } from "@postern/database";
import { toAgentId, toConnectionId, toUserId } from "@postern/domain";
import type { AgentId, Clock } from "@postern/domain";
import type { AgentRecords, AgentRegistry, ServerPresence } from "../agents/index.ts";
import { listConnected, listStates, markConnected } from "../features/agents/connection-store.ts";
import type { Reconciler } from "./driver.ts";

/** An arrival is stored a moment before it is entered. */
const graceMs = 60_000;
const chunk = 500;

export interface AgentConnectionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly registry: Pick<AgentRegistry, "closeRevoked" | "fenceOff" | "findAgent" | "listFences">;
  readonly presence: Pick<ServerPresence, "isSettled" | "listAlive" | "serverId">;
  readonly records: Pick<AgentRecords, "disconnect">;
}

/**
 * Brings the connections here and what the database says of them together, should news of the bus have been missed: what was revoked or
 * replaced elsewhere ends here, and what a server held that is gone is written down as gone.
 */
export class AgentConnectionReconciler implements Reconciler {
  readonly name = "agent-connections";
  readonly intervalMs = 30_000;
  readonly #parts: AgentConnectionParts;

  constructor(parts: AgentConnectionParts) {
    this.#parts = parts;
  }

  async step(signal: AbortSignal): Promise<void> {
    await this.#endOutdated(signal);
    if (this.#parts.presence.isSettled) await this.#noteLost(signal);
  }

  async #endOutdated(signal: AbortSignal): Promise<void> {
    const { database, registry } = this.#parts;
    const fences = [...registry.listFences()];
    for (let at = 0; at < fences.length && !signal.aborted; at += chunk) {
      const held = new Map<AgentId, number>(fences.slice(at, at + chunk));
      for (const row of await listStates(database.query, [...held.keys()])) await this.#settle(row, held.get(toAgentId(row.id)));
    }
  }

  async #settle(row: ConnectionState, heldFence: number | undefined): Promise<void> {
    const { registry } = this.#parts;
    const { fence, revoked_at: revokedAt, disconnected_at: disconnectedAt } = row;
    const id = toAgentId(row.id);
    if (revokedAt !== null) registry.closeRevoked(id, fence);
    else if (heldFence !== undefined && fence > heldFence) registry.fenceOff(id, fence);
    // Another server took this one for gone, while the bus was away.
    else if (disconnectedAt !== null && this.#isHere(row)) await this.#takeBack(row);
  }

  async #takeBack(row: ConnectionState): Promise<void> {
    const { clock, database, presence, records } = this.#parts;
    const { fence } = row;
    const id = toAgentId(row.id);
    await markConnected(database.query, { id, fence, serverId: presence.serverId });
    // It left meanwhile, and found itself written down as gone: then that was overwritten here, and is said again.
    if (!this.#isHere(row)) await records.disconnect(id, fence, { at: clock.now(), reason: null });
  }

  /** Now, and not when the list was made: who leaves is out of the registry before that is written down. */
  #isHere({ id, user_id: userId, connection_id: connectionId, fence }: ConnectionState): boolean {
    const owners = [toUserId(userId)];
    const agent = this.#parts.registry.findAgent({ connectionId: toConnectionId(connectionId), owners });
    return agent?.id === id && agent.fence === fence;
  }

  async #noteLost(signal: AbortSignal): Promise<void> {
    const { presence, registry } = this.#parts;
    const own = registry.listFences();
    await this.#noteGone(
      signal,
      { heldByOthers: presence.listAlive() },
      { reason: "the server that held it stopped", isHere: () => false },
    );
    const isHere = (id: AgentId): boolean => own.has(id);
    await this.#noteGone(signal, { heldBy: presence.serverId }, { reason: "its end could not be written down", isHere });
  }

  async #noteGone(signal: AbortSignal, held: HeldWhere, { reason, isHere }: Gone): Promise<void> {
    const { clock, database, records } = this.#parts;
    const before = clock.now() - graceMs;
    for (let after = ""; !signal.aborted;) {
      const rows = await listConnected(database.query, { before, after, max: chunk, ...held });
      for (const row of rows) {
        const id = toAgentId(row.id);
        // Nobody saw its end. It was there when it was last heard of; what came after is not known.
        if (!isHere(id)) await records.disconnect(id, row.fence, { at: row.last_seen_at, reason });
        after = row.id;
      }
      if (rows.length < chunk) return;
    }
  }
}

type ConnectionState = Awaited<ReturnType<typeof listStates>>[number];

type HeldWhere = { readonly heldBy: string } | { readonly heldByOthers: readonly string[] };

interface Gone {
  readonly reason: string;
  readonly isHere: (id: AgentId) => boolean;
}
