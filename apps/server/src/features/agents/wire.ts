import type { Agent, AgentCommand, AgentEvent } from "@postern/contracts";
import type { RecentCommand } from "../../agents/index.ts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import { stateOf } from "./agent-state.ts";
import type { StoredAgentEvent } from "./event-store.ts";
import type { SeenAgent } from "./service.ts";

export function toAgent({ row, live, isUnclaimed, isOwn, tokenWarning, serves, latencies }: SeenAgent): Agent {
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
    serves: [...serves],
    latencies: [...latencies],
  };
}

/** From where an agent came is for its owner. */
export function toAgentEvent(event: StoredAgentEvent, isOwn: boolean): AgentEvent {
  return {
    id: event.id,
    at: toIso(event.at),
    kind: event.kind,
    reason: event.reason,
    hostName: event.host_name,
    userName: event.user_name,
    version: event.version,
    remoteAddress: isOwn ? event.remote_address : null,
    lastedMs: event.lasted_ms,
    connection: event.fence,
  };
}

export function toAgentCommand({ at, kind, what, tookMs, outcome }: RecentCommand): AgentCommand {
  return { at: toIso(at), kind, what, tookMs, outcome };
}
