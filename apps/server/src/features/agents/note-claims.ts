import type { Query } from "@postern/database";
import { mayAgentAct, toUserId } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import type { AccessService } from "../access/service.ts";
import type { AgentConnection } from "../credentials/credential-views.ts";
import { insertAgentEvent } from "./event-store.ts";
import { listAgentsNamed } from "./store.ts";
import type { StoredAgent } from "./store.ts";

export interface Claim {
  readonly connection: AgentConnection;
  readonly at: TimeMs;
}

/**
 * In the transaction that makes or changes a credential: the agents that it gives work to are told so in their history. Which credential
 * it is, is not said: whoever shares the agent elsewhere reads that history, too.
 */
export async function noteClaims(query: Query, { connection, at }: Claim, places: Pick<AccessService, "findRights">): Promise<void> {
  const reason = connection.workspaceId === null ? "by a credential of its owner" : "by a credential of a workspace";
  for (const agent of await listAgentsNamed(query, connection.connectionId)) {
    if (!(await actsFor(agent))) continue;
    await insertAgentEvent(query, { agent_id: agent.id, at, kind: "claimed", fence: agent.fence, reason });
  }

  async function actsFor(agent: StoredAgent): Promise<boolean> {
    const { ownerUserId: makerId, shared: isShared, workspaceId } = connection;
    const ownerId = toUserId(agent.user_id);
    const work = { isShared, makerId, userId: ownerId, workspaceId, connectionId: connection.connectionId };
    const rights = workspaceId === null ? undefined : await places.findRights(ownerId, workspaceId, query);
    const belongs = (rights?.permissions.size ?? 0) > 0;
    return mayAgentAct(work, { ownerId, connectionId: agent.connection_id, belongs, boundTo: null, isRevoked: false });
  }
}
