import { Readable } from "node:stream";
import { AgentDownloadsResponse, ListAgentsResponse, WorkspaceQuery } from "@postern/contracts";
import type { Agent } from "@postern/contracts";
import { Type } from "typebox";
import type { LiveAgent } from "../../agents/index.ts";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { AgentDownloads } from "./downloads.ts";
import type { AgentService, SeenAgent } from "./service.ts";

export function registerAgentRoutes(app: HttpApp, agents: AgentService, downloads: AgentDownloads): void {
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

  app.get(
    "/api/postern/v1/agent-downloads",
    { schema: { summary: "Agent executables of this server", response: { 200: AgentDownloadsResponse } } },
    () => ({ downloads: downloads.list().map(({ target, sizeBytes, sha256 }) => ({ target, sizeBytes, sha256 })) }),
  );

  app.get("/download/agent/:file", { schema: { params: Type.Object({ file: Type.String({ maxLength: 64 }) }) } }, (request, reply) => {
    const { file } = request.params;
    const isChecksum = file.endsWith(".sha256");
    const download = downloads.get(isChecksum ? file.slice(0, -".sha256".length) : file);
    if (isChecksum) return reply.type("text/plain; charset=utf-8").send(`${download.sha256}  postern-agent\n`);
    reply.header("content-length", download.sizeBytes).header("etag", `"${download.sha256}"`);
    reply.header("content-disposition", 'attachment; filename="postern-agent"');
    // A question for the size must not read the file.
    const bytes = request.method === "HEAD" ? Readable.from([]) : downloads.open(download);
    return reply.type("application/octet-stream").send(bytes);
  });
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
