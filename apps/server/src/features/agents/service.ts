import type { Database } from "@postern/database";
import { toAgentId, toConnectionId } from "@postern/domain";
import type { AgentId, TimeMs, UserId } from "@postern/domain";
import type { AgentArrival, AgentRecords, AgentRegistry, LiveAgent } from "../../agents/index.ts";
import { randomText } from "../../new-id.ts";
import { listUserAgents, markAgentGone, touchAgent, upsertAgent } from "./store.ts";
import type { StoredAgent } from "./store.ts";

export interface SeenAgent {
  readonly row: StoredAgent;
  readonly live: LiveAgent | undefined;
  readonly isUnclaimed: boolean;
}

/** Keeps the memory of agents for the gateway. */
export class StoredAgentRecords implements AgentRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  connect(arrival: AgentArrival): Promise<{ readonly id: AgentId; readonly fence: number }> {
    return upsertAgent(this.#database.query, toAgentId(randomText(22)), arrival);
  }

  touch(id: AgentId, at: TimeMs): Promise<void> {
    return touchAgent(this.#database.query, id, at);
  }

  disconnect(id: AgentId, fence: number, at: TimeMs): Promise<void> {
    return markAgentGone(this.#database.query, { id, fence, at });
  }
}

export interface AgentParts {
  readonly database: Database;
  readonly registry: AgentRegistry;
  readonly listConnectionIds: (userId: UserId) => Promise<readonly string[]>;
}

/** Agents as their users see them: the living from the registry, the others from memory. */
export class AgentService {
  readonly #parts: AgentParts;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Live ones first, then by last sign of life. */
  async list(userId: UserId, connectionId: string | undefined): Promise<readonly SeenAgent[]> {
    const rows = await listUserAgents(this.#parts.database.query, userId);
    const claimed = new Set(await this.#parts.listConnectionIds(userId));
    const seen = rows
      .filter((row) => connectionId === undefined || row.connection_id === connectionId)
      .map((row) => ({ row, live: this.#findLive(row, userId), isUnclaimed: !claimed.has(row.connection_id) }));
    return seen.sort((left, right) => Number(right.live !== undefined) - Number(left.live !== undefined));
  }

  #findLive(row: StoredAgent, userId: UserId): LiveAgent | undefined {
    return this.#parts.registry.findAgent({ connectionId: toConnectionId(row.connection_id), owners: [userId] });
  }
}
