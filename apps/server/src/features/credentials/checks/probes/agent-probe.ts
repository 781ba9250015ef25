import type { Clock, TimeMs, UserId } from "@postern/domain";
import type { ActingAgents } from "../../../../agents/index.ts";
import type { AgentConnection } from "../../credential-views.ts";
import type { ProbeOutcome } from "./probe.ts";

export interface AgentProbeParts {
  readonly clock: Clock;
  readonly agents: Pick<ActingAgents, "find">;
  /** Whether all servers that hold agents can be asked. Left out: there is one. */
  readonly hearsAll?: () => boolean;
}

/** Agents need this long to come back after a restart of the server. */
const returnMs = 60_000;

/** Whether the agent that a credential names is here now, and may act. Nothing secret is needed for it. */
export class AgentProbe {
  readonly #parts: AgentProbeParts;
  readonly #startedAt: TimeMs;

  constructor(parts: AgentProbeParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** `asker`: who wants to know; null for the server by itself. Without a shared agent, everybody has one of their own. */
  async probe(connection: AgentConnection, asker: UserId | null): Promise<ProbeOutcome> {
    const found = await this.#parts.agents.find(connection, asker ?? connection.ownerUserId);
    if (found.kind === "absent") return this.#missing(connection);
    return found.kind === "acts" ? { kind: "valid" } : { kind: "invalid", message: found.message };
  }

  #missing({ connectionId, shared, workspaceId }: AgentConnection): ProbeOutcome {
    if (this.#parts.clock.now() < this.#startedAt + returnMs) {
      return { kind: "inconclusive", message: "The server has just started; agents are still coming back." };
    }
    if (this.#parts.hearsAll?.() === false) {
      return { kind: "inconclusive", message: "Other servers, which it may be connected to, cannot be asked now." };
    }
    if (!shared && workspaceId !== null) {
      // Somebody else's agent under the same name may be here, and is no business of whoever asks.
      return { kind: "inconclusive", message: `No agent of yours is connected as ${connectionId}; everybody here runs one of their own.` };
    }
    return {
      kind: "invalid",
      message: `No agent is connected as ${connectionId}. Start it on the cluster with the script of the credential.`,
    };
  }
}
