import { AppError } from "@postern/domain";
import type { AgentId, Clock, ConnectionId, TokenId, UserId } from "@postern/domain";
import type { AgentLink } from "@postern/transport/agent";

import { BoundedMap } from "./bounded-map.ts";
import type { ConnectionEnd, LiveAgent, ServingConnection } from "./ports.ts";
import { RecentCommands } from "./recent-commands.ts";
import type { RecentCommand } from "./recent-commands.ts";

export interface AgentWanted {
  readonly connectionId: ConnectionId;
  /** Whose agents may act, the one to be preferred first. `ownerOfAgent` of the domain decides. */
  readonly owners: readonly UserId[];
}

/**
 * The agents that are connected to this server now.
 *
 * INVARIANT: at most one for each user and connection ID, the one with the highest fence. An agent never acts for anybody but the
 * owners that the caller names: a connection ID is no secret, so without that a stranger's agent could offer itself under it.
 */
export class AgentRegistry {
  readonly #connections = new Map<string, ServingConnection>();
  readonly #commands: RecentCommands;
  /** The last fence of agents that were revoked. Arriving takes a moment, so the newest few are enough. */
  readonly #barred = new BoundedMap<AgentId, number>(1_000);

  constructor(clock: Clock) {
    this.#commands = new RecentCommands(clock);
  }

  /** The agent to use, if one is there: that of the first owner who has one. */
  findAgent(wanted: AgentWanted): LiveAgent | undefined {
    for (const userId of wanted.owners) {
      const connection = this.#connections.get(keyOf({ userId, connectionId: wanted.connectionId }));
      if (connection !== undefined) return connection.agent;
    }
    return undefined;
  }

  /** All live agents of one user, by connection ID; whether a credential names them is for the caller to see. */
  listAgents(userId: UserId): readonly LiveAgent[] {
    const agents = [...this.#connections.values()].map((connection) => connection.agent);
    return agents.filter((agent) => agent.userId === userId).sort((left, right) => (left.connectionId < right.connectionId ? -1 : 1));
  }

  get size(): number {
    return this.#connections.size;
  }

  /**
   * A way to this agent that lasts as long as its process: it survives a reconnect, but when another process serves under
   * the name, requests throw `agent.offline`, because account, host and folder may be others. Then look for the agent again.
   */
  link(agent: LiveAgent): AgentLink {
    const { kind, userName, hostName, workDir, programs } = agent;
    return {
      peer: {
        ...{ kind: kind === "legacy" ? "legacy-agent" : "agent", userName, hostName, workDir },
        ...(programs === null ? {} : { programs }),
      },
      request: async (operation, limits) => {
        const connection = this.#serving(agent);
        return this.#commands.watch(connection.agent.id, operation, () => connection.request(operation, limits));
      },
      streams: () => this.#serving(agent).streams,
    };
  }

  #serving(agent: LiveAgent): ServingConnection {
    const connection = this.#connections.get(keyOf(agent));
    if (connection === undefined) throw new AppError("agent.offline", `No agent is connected as ${agent.connectionId}.`);
    if (connection.agent.instanceId === agent.instanceId) return connection;
    throw new AppError("agent.offline", `Another agent process took over ${agent.connectionId}.`);
  }

  /** What this agent was asked through this server, newest first; also when it has gone. */
  recentCommands(id: AgentId): readonly RecentCommand[] {
    return this.#commands.list(id);
  }

  /** See `ServingConnection`; empty when it is not here. */
  latencies(id: AgentId): readonly number[] {
    return [...this.#connections.values()].find((connection) => connection.agent.id === id)?.latencies ?? [];
  }

  /** Enters a connection. `false` when a newer one is there already, or it was revoked meanwhile: then the caller closes it as replaced. */
  enter(connection: ServingConnection): boolean {
    const { agent } = connection;
    if (agent.fence <= (this.#barred.get(agent.id) ?? 0)) return false;
    const older = this.#connections.get(keyOf(agent));
    if (older !== undefined && older.agent.fence > agent.fence) return false;
    // After a network break the old socket can look alive for minutes; refusing the newcomer would lock the agent out.
    this.#connections.set(keyOf(agent), connection);
    older?.end("replaced", "a newer connection serves under this name");
    return true;
  }

  /** `false` when another connection serves under the name by now. */
  leave(connection: ServingConnection): boolean {
    const key = keyOf(connection.agent);
    return this.#connections.get(key) === connection && this.#connections.delete(key);
  }

  has(agent: Pick<LiveAgent, "userId" | "connectionId">): boolean {
    return this.#connections.has(keyOf(agent));
  }

  /** For a token that was deleted: its agents are told and wait for a new one. */
  closeToken(tokenId: TokenId): void {
    for (const connection of this.#connections.values()) {
      if (connection.agent.tokenId === tokenId) connection.end("token-invalid", "the token is no longer valid");
    }
  }

  /** For one that was revoked: also what is just arriving with this fence or an older one does not enter any more. */
  closeRevoked(id: AgentId, fence: number): void {
    this.#barred.set(id, Math.max(fence, this.#barred.get(id) ?? 0));
    for (const connection of this.#connections.values()) {
      if (connection.agent.id === id) connection.end("revoked", "the agent was revoked");
    }
  }

  /** A connection with this fence came to some server: older ones of the agent end here, and do not enter any more. */
  fenceOff(id: AgentId, fence: number): void {
    this.#barred.set(id, Math.max(fence - 1, this.#barred.get(id) ?? 0));
    for (const connection of this.#connections.values()) {
      if (connection.agent.id !== id || connection.agent.fence >= fence) continue;
      connection.end("replaced", "a newer connection serves under this name");
    }
  }

  /** All that are connected here, with their fences. */
  listFences(): ReadonlyMap<AgentId, number> {
    return new Map([...this.#connections.values()].map(({ agent }) => [agent.id, agent.fence]));
  }

  /** For a person whose account has ended: the same for all agents of theirs. */
  closeUser(userId: UserId): void {
    for (const connection of this.#connections.values()) {
      if (connection.agent.userId === userId) connection.end("token-invalid", "the account may not be used any more");
    }
  }

  closeAll(why: ConnectionEnd, reason: string): void {
    for (const connection of this.#connections.values()) connection.end(why, reason);
  }
}

function keyOf(agent: Pick<LiveAgent, "userId" | "connectionId">): string {
  return `${String(agent.userId)} ${agent.connectionId}`;
}
