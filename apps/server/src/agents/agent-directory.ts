import type { AgentLink } from "@postern/transport/agent";

import type { AgentWanted } from "./agent-registry.ts";
import type { LiveAgent } from "./ports.ts";

/** Where agents are found, whichever server holds their sockets. */
export interface AgentDirectory {
  /** The agent to use, if one is connected: that of the first owner who has one. */
  findAgent(wanted: AgentWanted): Promise<LiveAgent | undefined>;
  /** See `AgentRegistry`. */
  link(agent: LiveAgent): AgentLink;
}
