import type { ListAgentsQuery, ServedThing } from "@postern/contracts";
import type { Database } from "@postern/database";
import { toAgentId } from "@postern/domain";
import type { AgentId, UserId } from "@postern/domain";
import type { AgentDirectory, LiveAgent, RecentCommand } from "../../agents/index.ts";
import type { Actor } from "../../http/caller.ts";
import type { TokenService } from "../tokens/service.ts";
import { agentNotFound, isBound, isOwn } from "./agent-sight.ts";
import type { AgentSight } from "./agent-sight.ts";
import { listAgentEvents } from "./event-store.ts";
import type { StoredAgentEvent } from "./event-store.ts";
import { fitsQuery } from "./fits-query.ts";
import { toConnectedAgent, toHeldAgent } from "./held-agent.ts";
import { findSeenAgent, findUserAgent, listUserAgents } from "./store.ts";
import type { SeenRow } from "./store.ts";

export interface SeenAgent {
  readonly row: SeenRow;
  readonly live: LiveAgent | undefined;
  readonly isUnclaimed: boolean;
  readonly isOwn: boolean;
  /** That the token ends which the agent serves with. For its own person only. */
  readonly tokenWarning: string | undefined;
  readonly serves: readonly ServedThing[];
  readonly latencies: readonly number[];
}

export interface DescribedAgent extends SeenAgent {
  /** For its owner only, and by no token that is bound to workspaces: they tell of the work of all places. */
  readonly commands: readonly RecentCommand[];
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
  readonly directory: Pick<AgentDirectory, "listCommands" | "look">;
  readonly sight: AgentSight;
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
  async list(actor: Actor, asked: ListAgentsQuery): Promise<readonly SeenAgent[]> {
    const { credentials, database } = this.#parts;
    const claimed = new Set(await credentials.listClaimedBy(actor.userId));
    const own = await listUserAgents(database.query, actor.userId);
    const rows = actor.place.kind === "personal" ? own : await this.#listServing(actor, { own, claimed });
    const found = (await this.#look(rows)).filter((agent) => fitsQuery(agent, asked));
    const seen = await this.#see(actor, found, claimed);
    return seen.toSorted((left, right) => Number(right.live !== undefined) - Number(left.live !== undefined));
  }

  /** @throws agent.not_found also for one that is not theirs and not shared with them. */
  async describe(actor: Actor, id: AgentId): Promise<DescribedAgent> {
    const found = await this.#find(actor, id);
    const claimed = new Set(await this.#parts.credentials.listClaimedBy(actor.userId));
    const [seen] = await this.#see(actor, [found], claimed);
    if (seen === undefined) throw agentNotFound(id);
    const mayKnow = seen.isOwn && !isBound(actor);
    return { ...seen, commands: mayKnow ? await this.#parts.directory.listCommands(toHeldAgent(seen.row)) : [] };
  }

  /** Newest first. @throws agent.not_found as `describe`. */
  async listEvents(actor: Actor, id: AgentId, page: { readonly before: number | undefined; readonly max: number }): Promise<AgentHistory> {
    const { row } = await this.#find(actor, id);
    const events = await listAgentEvents(this.#parts.database.query, id, { ...page, max: page.max + 1 });
    return { events: events.slice(0, page.max), hasMore: events.length > page.max, isOwn: isOwn(actor, row) };
  }

  async #find(actor: Actor, id: AgentId): Promise<FoundAgent> {
    const row = await findSeenAgent(this.#parts.database.query, id);
    const [found] = row === undefined ? [] : await this.#look([row]);
    await this.#parts.sight.requireSeen(actor, found && { row: found.row, boundTo: found.live?.boundTo ?? null }, id);
    if (found === undefined) throw agentNotFound(id);
    return found;
  }

  async #see(actor: Actor, found: readonly FoundAgent[], claimed: ReadonlySet<string>): Promise<readonly SeenAgent[]> {
    const { sight, tokens } = this.#parts;
    const served = await sight.listServed(
      actor,
      found.map(({ row, live }) => ({ row, boundTo: live?.boundTo ?? null })),
    );
    const ownTokens = found.flatMap(({ row, live }) => (isOwn(actor, row) && live !== undefined ? [live.tokenId] : []));
    const warnings = await tokens.listWarnings(ownTokens);
    return found.map(({ row, live, latencies }) => {
      const own = isOwn(actor, row);
      return {
        ...{ row, live, isOwn: own, isUnclaimed: own && !claimed.has(row.connection_id) },
        tokenWarning: own && live !== undefined ? warnings.get(live.tokenId) : undefined,
        serves: served.get(row.id) ?? [],
        latencies,
      };
    });
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
    const isFree = (row: SeenRow): boolean => !isBound(actor) && !claimed.has(row.connection_id);
    return [...own.filter((row) => isNamed(row) || isFree(row)), ...shared.filter((row) => row !== undefined)];
  }

  async #look(rows: readonly SeenRow[]): Promise<readonly FoundAgent[]> {
    const looked = await this.#parts.directory.look(rows.map(toConnectedAgent));
    return rows.map((row) => {
      const { live, latencies = [] } = looked.get(toAgentId(row.id)) ?? {};
      return { row, live, latencies };
    });
  }
}

interface FoundAgent {
  readonly row: SeenRow;
  readonly live: LiveAgent | undefined;
  readonly latencies: readonly number[];
}

export interface AgentHistory {
  readonly events: readonly StoredAgentEvent[];
  readonly hasMore: boolean;
  readonly isOwn: boolean;
}
