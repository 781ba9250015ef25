import type { Bus } from "@postern/bus";
import type { LiveEvent } from "@postern/contracts";
import type { UserId, WorkspaceId } from "@postern/domain";
import { agentChangedSubject } from "../../agents/index.ts";
import type { AgentChanged } from "../../agents/index.ts";
import type { LiveEvents } from "../../live/live-events.ts";

/** Whole workspaces that the agent of one person serves under one connection ID. */
type ListSharedWith = (userId: UserId, connectionId: string) => Promise<readonly WorkspaceId[]>;

/** Passes arrivals and departures of agents on to the pages of whoever started them, and of the workspaces that share them. */
export function tellPagesOfAgents(bus: Bus, live: LiveEvents, listSharedWith: ListSharedWith): void {
  bus.subscribe(agentChangedSubject, (payload) => {
    const { userId, agentId, connectionId, state } = payload as AgentChanged;
    const event = { type: "agent", agentId, connectionId, isOnline: state === "online" } as const;
    live.publish({ userId }, event);
    void tellWorkspaces(live, event, listSharedWith(userId, connectionId));
  });
}

// Pages look again by themselves, so a storage that is away costs a hint and nothing else.
async function tellWorkspaces(live: LiveEvents, event: LiveEvent, sharedWith: Promise<readonly WorkspaceId[]>): Promise<void> {
  const workspaceIds = await sharedWith.catch(() => []);
  for (const workspaceId of workspaceIds) live.publish({ workspaceId, permission: "credentials:read" }, event);
}

/** An agent that came may be what the check of an environment waits for, or whoever follows a run. */
export function wakeOnArrival(bus: Bus, wake: () => void): void {
  bus.subscribe(agentChangedSubject, (payload) => {
    if ((payload as AgentChanged).state === "online") wake();
  });
}
