import { ListAgentsResponse, WorkspaceQuery } from "@postern/contracts";
import type { Agent } from "@postern/contracts";
import { Type } from "typebox";
import type { LiveAgent } from "../../agents/index.ts";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { AgentService, SeenAgent } from "./service.ts";

export function registerAgentRoutes(app: HttpApp, agents: AgentService): void {
  app.get(
    "/api/postern/v1/agents",
    {
      schema: {
        summary: "List one's own agents, or those that serve a workspace",
        querystring: Type.Object({ ...WorkspaceQuery.properties, connectionId: Type.Optional(Type.String({ maxLength: 128 })) }),
        response: { 200: ListAgentsResponse },
      },
    },
    async (request) => {
      const seen = await agents.list(actorOf(request), request.query.connectionId);
      return { agents: seen.map(toAgent) };
    },
  );
}

function toAgent({ row, live, isUnclaimed, isOwn, tokenWarning }: SeenAgent): Agent {
  return {
    id: row.id,
    name: row.name,
    connectionId: row.connection_id,
    kind: row.kind,
    state: stateOf(row.revoked_at, live),
    isOnline: live !== undefined,
    isUnclaimed,
    isOwn,
    tokenWarning: tokenWarning ?? null,
    startedBy: row.started_by,
    userName: row.user_name,
    hostName: row.host_name,
    workDir: row.work_dir,
    version: row.version,
    connectedAt: toIso(row.connected_at),
    lastSeenAt: toIso(live?.lastSeenAt ?? row.last_seen_at),
    disconnectedAt: live === undefined ? toIsoOrNull(row.disconnected_at) : null,
    latencyMs: live?.latencyMs ?? null,
  };
}

function stateOf(revokedAt: number | null, live: LiveAgent | undefined): Agent["state"] {
  if (revokedAt !== null) return "revoked";
  return live === undefined ? "offline" : "online";
}
