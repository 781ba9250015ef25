import type { Database } from "@postern/database";
import { toAgentId, toConnectionId, toUserId } from "@postern/domain";
import type { AgentId, TimeMs, UserId } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import type { AgentArrival, AgentRecords, AgentRegistry, LiveAgent } from "../../agents/index.ts";
import type { Actor } from "../../http/caller.ts";
import { randomText } from "../../new-id.ts";
import type { TokenService } from "../tokens/service.ts";
import type { AuditService } from "../audit/service.ts";
import { arrivalEntry, contextOfAgent, departureEntry } from "./recorded-arrivals.ts";
import { findAgentById, findUserAgent, listUserAgents, markAgentGone, touchAgent, upsertAgent } from "./store.ts";
import type { SeenRow } from "./store.ts";

export interface SeenAgent {
  readonly row: SeenRow;
  readonly live: LiveAgent | undefined;
  readonly isUnclaimed: boolean;
  readonly isOwn: boolean;
  /** That the token ends which the agent serves with. For its own person only. */
  readonly tokenWarning: string | undefined;
}

export interface AgentRecordParts {
  readonly database: Database;
  readonly audit: AuditService;
  readonly contexts: ActContexts;
}

/** Keeps the memory of agents for the gateway, and has their coming and going recorded. */
export class StoredAgentRecords implements AgentRecords {
  readonly #parts: AgentRecordParts;

  constructor(parts: AgentRecordParts) {
    this.#parts = parts;
  }

  connect(arrival: AgentArrival): Promise<{ readonly id: AgentId; readonly fence: number }> {
    const { audit, contexts, database } = this.#parts;
    const { remoteAddress: address, agentVersion: version, tokenId } = arrival;
    return contexts.run(contextOfAgent({ address, version, tokenId }), () =>
      database.transaction(async ({ query }) => {
        const placed = await upsertAgent(query, toAgentId(randomText(22)), arrival);
        await audit.record(query, arrivalEntry(arrival, placed));
        return placed;
      }),
    );
  }

  touch(id: AgentId, at: TimeMs): Promise<void> {
    return touchAgent(this.#parts.database.query, id, at);
  }

  async disconnect(id: AgentId, fence: number, at: TimeMs): Promise<void> {
    const { audit, contexts, database } = this.#parts;
    await database.transaction(async ({ query }) => {
      const isGone = await markAgentGone(query, { id, fence, at });
      const agent = await findAgentById(query, id);
      const isReplaced = agent !== undefined && agent.fence > fence;
      // Said before, or of an agent that nobody knows.
      if (agent === undefined || (!isGone && !isReplaced)) return;
      const address = isReplaced ? null : agent.remote_address;
      await contexts.run(contextOfAgent({ address, version: agent.version, tokenId: null }), () =>
        audit.record(query, departureEntry(agent, { fence, isReplaced })),
      );
    });
  }
}

/** What a credential says of the agents that open its cluster. */
export interface ServedConnection {
  readonly connectionId: string;
  readonly shared: boolean;
  readonly ownerUserId: UserId;
}

export interface AgentParts {
  readonly database: Database;
  readonly tokens: Pick<TokenService, "listWarnings">;
  readonly registry: AgentRegistry;
  readonly credentials: {
    /** Connection IDs of all credentials that somebody may see, wherever they are. */
    listClaimedBy(userId: UserId): Promise<readonly string[]>;
    /** Those of the place that the caller may use. */
    listUsableConnections(actor: Actor): Promise<readonly ServedConnection[]>;
  };
}

/** Agents as people see them: the living from the registry, the others from memory. */
export class AgentService {
  readonly #parts: AgentParts;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Live ones first, then by last sign of life. At home: one's own. In a workspace: those that serve it, and one's own that nothing holds. */
  async list(actor: Actor, connectionId: string | undefined): Promise<readonly SeenAgent[]> {
    const { credentials, database, tokens } = this.#parts;
    const claimed = new Set(await credentials.listClaimedBy(actor.userId));
    const own = await listUserAgents(database.query, actor.userId);
    const rows = actor.place.kind === "personal" ? own : await this.#listServing(actor, { own, claimed });
    const asked = rows.filter((row) => connectionId === undefined || row.connection_id === connectionId);
    const found = asked.map((row) => ({ row, live: this.#findLive(row), isOwn: row.user_id === actor.userId }));
    const warnings = await tokens.listWarnings(found.flatMap(({ live, isOwn }) => (isOwn && live !== undefined ? [live.tokenId] : [])));
    const seen = found.map(({ row, live, isOwn }) => ({
      ...{ row, live, isOwn },
      isUnclaimed: isOwn && !claimed.has(row.connection_id),
      tokenWarning: isOwn && live !== undefined ? warnings.get(live.tokenId) : undefined,
    }));
    return seen.sort((left, right) => Number(right.live !== undefined) - Number(left.live !== undefined));
  }

  async #listServing(
    actor: Actor,
    { own, claimed }: { readonly own: readonly SeenRow[]; readonly claimed: ReadonlySet<string> },
  ): Promise<readonly SeenRow[]> {
    const { credentials, database } = this.#parts;
    const named = await credentials.listUsableConnections(actor);
    const isNamed = (row: SeenRow): boolean =>
      named.some(
        ({ connectionId, shared, ownerUserId }) => connectionId === row.connection_id && (!shared || ownerUserId === actor.userId),
      );
    const ofOthers = named.filter(({ shared, ownerUserId }) => shared && ownerUserId !== actor.userId);
    const keys = new Map(
      ofOthers.map(({ ownerUserId: userId, connectionId }) => [`${String(userId)} ${connectionId}`, { userId, connectionId }]),
    );
    const shared = await Promise.all([...keys.values()].map((key) => findUserAgent(database.query, key)));
    return [...own.filter((row) => isNamed(row) || !claimed.has(row.connection_id)), ...shared.filter((row) => row !== undefined)];
  }

  #findLive(row: SeenRow): LiveAgent | undefined {
    return this.#parts.registry.findAgent({ connectionId: toConnectionId(row.connection_id), owners: [toUserId(row.user_id)] });
  }
}
