import type { Operation, ValueOf } from "@postern/agent-protocol";

import type { ChannelPeer } from "../command-channel.ts";

/** How long a request may take, and what ends it earlier. */
export interface RequestLimits {
  readonly timeoutMs: number;
  /** When it aborts, the request fails with `agent.gone`, and the agent is told to end what it does. */
  readonly signal?: AbortSignal;
}

/**
 * The way to one agent, wherever its socket is held.
 *
 * `request` may be called many times at once. It throws what `CommandChannel` names: `agent.offline` and `agent.busy` when nothing
 * was sent, `agent.gone` when it was sent and no readable answer came, else the agent's own code.
 */
export interface AgentLink {
  readonly peer: ChannelPeer;
  request<Asked extends Operation>(operation: Asked, limits: RequestLimits): Promise<ValueOf<Asked["kind"]>>;
}
