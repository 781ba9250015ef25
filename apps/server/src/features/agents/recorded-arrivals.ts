import { toUserId } from "@postern/domain";
import type { AgentId, TokenId } from "@postern/domain";
import type { ActContext } from "../../act-context.ts";
import type { AgentArrival } from "../../agents/index.ts";
import type { AuditEntry } from "../audit/service.ts";
import type { StoredAgent } from "./store.ts";

interface AgentClient {
  readonly kind: AgentArrival["kind"];
  readonly address: string | null;
  readonly version: string;
  readonly tokenId: TokenId | null;
}

/** From where an agent acts, in the words of the trail. */
export function contextOfAgent({ kind, address, version, tokenId }: AgentClient): ActContext {
  const program = kind === "legacy" ? "tw-agent" : "postern-agent";
  return { client: { kind: "agent", address, userAgent: `${program}/${version}`, tokenId }, correlationId: null };
}

export function arrivalEntry(arrival: AgentArrival, { id, fence }: { readonly id: AgentId; readonly fence: number }): AuditEntry {
  const { connectionId, userName, workDir } = arrival;
  return {
    ...{ actor: arrival.userId, action: "agent.connect", targetKind: "agent", targetId: id, targetName: arrival.hostName },
    detail: { connectionId, fence, clusterUser: userName, workDir },
  };
}

/** `isReplaced`: a newer connection of the same agent had taken over before. */
export function departureEntry(agent: StoredAgent, departure: { readonly fence: number; readonly isReplaced: boolean }): AuditEntry {
  return {
    ...{ actor: toUserId(agent.user_id), action: "agent.disconnect", targetKind: "agent", targetId: agent.id, targetName: agent.host_name },
    detail: { connectionId: agent.connection_id, ...departure },
  };
}
