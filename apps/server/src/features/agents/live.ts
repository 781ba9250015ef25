import type { Bus } from "@postern/bus";
import { agentChangedSubject } from "../../agents/index.ts";
import type { AgentChanged } from "../../agents/index.ts";
import type { LiveEvents } from "../../live/live-events.ts";

/** Passes arrivals and departures of agents on to the pages of their users. */
export function tellPagesOfAgents(bus: Bus, live: LiveEvents): void {
  bus.subscribe(agentChangedSubject, (payload) => {
    const { userId, agentId, connectionId, state } = payload as AgentChanged;
    live.publish({ userId }, { type: "agent", agentId, connectionId, isOnline: state === "online" });
  });
}

/** An agent that came may be what the check of an environment waits for, or whoever follows a run. */
export function wakeOnArrival(bus: Bus, wake: () => void): void {
  bus.subscribe(agentChangedSubject, (payload) => {
    if ((payload as AgentChanged).state === "online") wake();
  });
}
