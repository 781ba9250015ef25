/** A channel through an agent that dialled out: `AgentChannel` over the port `AgentLink, RequestLimits`. */
export { AgentChannel } from "./agent-channel.ts";
export type { AgentChannelOptions } from "./agent-channel.ts";
export type { AgentLink, FileStreams, RequestLimits } from "./agent-link.ts";
