/**
 * The server's end of the agent protocol: sockets, who is connected, whose answer is whose.
 * `ports.ts` says what it needs from the rest of the server. The incumbent's protocol gets a gateway of its own beside this one.
 */
export { createAgentGateway } from "./agent-gateway.ts";
export { ActingAgents } from "./acting-agents.ts";
export type { AgentDirectory, HeldAgent, LookedAgent } from "./agent-directory.ts";
export { ServerPresence } from "./servers/server-presence.ts";
export { SharedAgents } from "./servers/shared-agents.ts";
export { BoundedMap } from "./bounded-map.ts";
export type { AgentRegistry } from "./agent-registry.ts";
export { agentChangedSubject } from "./ports.ts";
export type { AddressOf, AgentArrival, AgentChanged, AgentDeparture, AgentRecords, AuthenticateAgent, LiveAgent } from "./ports.ts";
export type { RecentCommand } from "./recent-commands.ts";
