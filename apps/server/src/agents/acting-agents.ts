import { AppError, findAgentBar, ownerOfAgent, toConnectionId } from "@postern/domain";
import type { AgentBar, AgentId, UserId, WorkspaceId } from "@postern/domain";

import type { AgentDirectory } from "./agent-directory.ts";
import type { LiveAgent } from "./ports.ts";

/** How a credential leads to an agent. */
export interface AgentWay {
  readonly connectionId: string;
  readonly shared: boolean;
  readonly ownerUserId: UserId;
  readonly workspaceId: WorkspaceId | null;
}

export interface ActingAgentParts {
  readonly agents: Pick<AgentDirectory, "findAgent">;
  readonly places: { takesPart(userId: UserId, workspaceId: WorkspaceId): Promise<boolean> };
  /** Asked at each use: what ends its connection may be late, or lost on its way to the server that holds it. */
  readonly isRevoked: (id: AgentId) => Promise<boolean>;
}

/** `absent`: none is connected. `barred`: one is, and may not act there. */
export type FoundAgent =
  | { readonly kind: "acts"; readonly agent: LiveAgent }
  | { readonly kind: "absent" }
  | { readonly kind: "barred"; readonly message: string };

/** Finds the one agent that acts for somebody through a credential. Whoever needs an agent asks here, and nowhere else. */
export class ActingAgents {
  readonly #parts: ActingAgentParts;

  constructor(parts: ActingAgentParts) {
    this.#parts = parts;
  }

  async find(way: AgentWay, userId: UserId): Promise<FoundAgent> {
    const { connectionId, shared: isShared, ownerUserId: makerId, workspaceId } = way;
    const work = { isShared, makerId, userId, workspaceId, connectionId };
    const ownerId = ownerOfAgent(work);
    const agent = await this.#parts.agents.findAgent({ connectionId: toConnectionId(connectionId), owners: [ownerId] });
    if (agent === undefined) return { kind: "absent" };
    const belongs = workspaceId !== null && (await this.#parts.places.takesPart(ownerId, workspaceId));
    const bar = findAgentBar(work, {
      ownerId: agent.userId,
      connectionId: agent.connectionId,
      belongs,
      boundTo: agent.boundTo,
      isRevoked: await this.#parts.isRevoked(agent.id),
    });
    if (bar === undefined) return { kind: "acts", agent };
    return { kind: "barred", message: `The agent that is connected as ${connectionId} ${wordsOfBar[bar]}.` };
  }

  /** @throws agent.offline when there is none, or it may not act. */
  async get(way: AgentWay, userId: UserId): Promise<LiveAgent> {
    const found = await this.find(way, userId);
    if (found.kind === "acts") return found.agent;
    throw new AppError("agent.offline", found.kind === "absent" ? `No agent is connected as ${way.connectionId}.` : found.message);
  }
}

const wordsOfBar: Readonly<Record<AgentBar, string>> = {
  name: "bears another name",
  owner: "is of somebody else",
  revoked: "was revoked",
  left: "is of somebody who does not belong to the workspace any more",
  token: "was started with a token for other workspaces",
};
