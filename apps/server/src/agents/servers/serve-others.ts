import { decodeOperation, encodeValue } from "@postern/agent-protocol";
import type { Bus } from "@postern/bus";
import { AppError } from "@postern/domain";
import type { AgentId, ConnectionId, TokenId, UserId } from "@postern/domain";

import type { LookedAgent } from "../agent-directory.ts";
import type { AgentRegistry } from "../agent-registry.ts";
import { agentChangedSubject } from "../ports.ts";
import type { AgentChanged, LiveAgent } from "../ports.ts";
import type { ServerPresence } from "./server-presence.ts";

/** For questions about what is in memory. */
export const lookMs = 5_000;

export interface ServingParts {
  readonly registry: AgentRegistry;
  readonly bus: Bus;
  readonly presence: ServerPresence;
}

/** The subject on which a server is asked for work of its agents. */
export function askForRequest(serverId: string): string {
  return `agents.request.${serverId}`;
}

interface RequestQuestion {
  readonly agent: LiveAgent;
  readonly operation: unknown;
  readonly timeoutMs: number;
}

type CloseOrder =
  | { readonly kind: "token"; readonly id: TokenId }
  | { readonly kind: "user"; readonly id: UserId }
  | { readonly kind: "revoked"; readonly id: AgentId; readonly fence: number };

/** Does for other servers what only the one with the socket can do. The answer ends that. */
export function serveOthers({ registry, bus, presence }: ServingParts): () => void {
  if (!bus.reachesOthers) return () => undefined;
  const { serverId } = presence;
  const ends = [
    bus.answer(askForRequest(serverId), (payload, signal) => serveRequest(registry, payload as RequestQuestion, signal)),
    bus.answer(`agents.look.${serverId}`, (payload) => Promise.resolve(lookHere(registry, payload as LookQuestion))),
    bus.answer(`agents.commands.${serverId}`, (payload) => Promise.resolve(registry.recentCommands((payload as { id: AgentId }).id))),
    bus.subscribe("agents.close", (payload) => closeHere(registry, payload as CloseOrder)),
    bus.subscribe(agentChangedSubject, (payload) => {
      const { agentId, fence, state } = payload as AgentChanged;
      // The newest connection counts, whichever server it came to.
      if (state === "online") registry.fenceOff(agentId, fence);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

async function serveRequest(registry: AgentRegistry, question: RequestQuestion, signal: AbortSignal): Promise<unknown> {
  const { agent, operation, timeoutMs } = question;
  if (!Number.isFinite(timeoutMs)) throw new AppError("agent.protocol", "The request has no limit.");
  // The link is of exactly that process of the agent: another one under the name is not asked.
  return encodeValue(await registry.link(agent).request(decodeOperation(operation), { timeoutMs, signal }));
}

interface LookQuestion {
  readonly wanted: readonly { readonly userId: UserId; readonly connectionId: ConnectionId }[];
}

function lookHere(registry: AgentRegistry, { wanted }: LookQuestion): readonly LookedAgent[] {
  return wanted.flatMap(({ userId, connectionId }) => {
    const live = registry.findAgent({ connectionId, owners: [userId] });
    return live === undefined ? [] : [{ live, latencies: registry.latencies(live.id) }];
  });
}

function closeHere(registry: AgentRegistry, order: CloseOrder): void {
  switch (order.kind) {
    case "token":
      registry.closeToken(order.id);
      return;
    case "user":
      registry.closeUser(order.id);
      return;
    case "revoked":
      registry.closeRevoked(order.id, order.fence);
      return;
  }
}
