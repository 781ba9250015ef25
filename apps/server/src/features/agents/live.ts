import type { Bus } from "@postern/bus";
import type { LiveEvent } from "@postern/contracts";
import { toAgentId, toConnectionId, toUserId } from "@postern/domain";
import type { AgentId, ConnectionId, UserId, WorkspaceId } from "@postern/domain";
import { agentChangedSubject } from "../../agents/index.ts";
import type { AgentChanged } from "../../agents/index.ts";
import { Gatherer } from "../../gatherer.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import type { StoredAgent } from "./store.ts";

/** For each agent the whole workspaces that it serves. */
type ListSharedWith = (agents: readonly NewsOf[]) => Promise<readonly (readonly WorkspaceId[])[]>;

export interface AgentNewsParts {
  readonly live: LiveEvents;
  readonly listSharedWith: ListSharedWith;
}

/** Tells the pages of whoever started an agent, and of the workspaces that share it, that something about it is new. */
export class AgentNews {
  readonly #parts: AgentNewsParts;
  readonly #forWorkspaces = new Gatherer<AgentEvent & NewsOf>((events) => this.#tellWorkspaces(events));

  constructor(parts: AgentNewsParts) {
    this.#parts = parts;
  }

  /** Passes arrivals and departures on. */
  follow(bus: Bus): void {
    bus.subscribe(agentChangedSubject, (payload) => {
      const { userId, agentId, connectionId, state } = payload as AgentChanged;
      this.#tell({ userId, agentId, connectionId }, state === "online");
    });
  }

  tell(row: Pick<StoredAgent, "id" | "user_id" | "connection_id" | "disconnected_at">): void {
    const agent = { userId: toUserId(row.user_id), agentId: toAgentId(row.id), connectionId: toConnectionId(row.connection_id) };
    this.#tell(agent, row.disconnected_at === null);
  }

  #tell({ userId, agentId, connectionId }: NewsOf, isOnline: boolean): void {
    const event = { type: "agent", agentId, connectionId, isOnline } as const;
    this.#parts.live.publish({ userId }, event);
    this.#forWorkspaces.add({ ...event, userId });
  }

  // Pages look again by themselves, so a storage that is away costs a hint and nothing else.
  async #tellWorkspaces(news: readonly (AgentEvent & NewsOf)[]): Promise<void> {
    const served = await this.#parts.listSharedWith(news).catch(() => []);
    for (const [index, { userId: _, ...event }] of news.entries()) {
      for (const workspaceId of served[index] ?? []) this.#parts.live.publish({ workspaceId, permission: "credentials:read" }, event);
    }
  }
}

type AgentEvent = Extract<LiveEvent, { readonly type: "agent" }>;

interface NewsOf {
  readonly userId: UserId;
  readonly agentId: AgentId;
  readonly connectionId: ConnectionId;
}

/** An agent that came may be what the check of an environment waits for, or whoever follows a run. */
export function wakeOnArrival(bus: Bus, wake: () => void): void {
  bus.subscribe(agentChangedSubject, (payload) => {
    if ((payload as AgentChanged).state === "online") wake();
  });
}
