import type { AgentId, ConnectionId, TokenId, UserId } from "@postern/domain";
import type { AgentLink } from "@postern/transport/agent";

import type { AgentWanted } from "./agent-registry.ts";
import type { LiveAgent } from "./ports.ts";
import type { RecentCommand } from "./recent-commands.ts";

/** An agent as its row says, and which server held it last. */
export interface HeldAgent {
  readonly id: AgentId;
  readonly userId: UserId;
  readonly connectionId: ConnectionId;
  /** Null when nobody knows. */
  readonly serverId: string | null;
}

/** An agent that is connected now. */
export interface LookedAgent {
  readonly live: LiveAgent;
  /** See `ServingConnection`. */
  readonly latencies: readonly number[];
}

/** Where agents are found, whichever server holds their sockets. A server that does not answer counts as one that holds none. */
export interface AgentDirectory {
  /** The agent to use, if one is connected: that of the first owner who has one. */
  findAgent(wanted: AgentWanted): Promise<LiveAgent | undefined>;

  /** See `AgentRegistry`. What goes through another server, and files are among it, goes in pages. */
  link(agent: LiveAgent): AgentLink;

  /** Which of these are connected, by id. */
  look(agents: readonly HeldAgent[]): Promise<ReadonlyMap<AgentId, LookedAgent>>;

  /** What an agent was asked lately through the server that held it last, newest first. */
  listCommands(agent: HeldAgent): Promise<readonly RecentCommand[]>;

  /** Each ends connections here at once, and on the other servers in a moment; see `AgentRegistry`. */
  closeToken(id: TokenId): void;
  closeUser(id: UserId): void;
  closeRevoked(id: AgentId, fence: number): void;
}
