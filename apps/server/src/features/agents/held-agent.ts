import { toAgentId, toConnectionId, toUserId } from "@postern/domain";
import type { HeldAgent } from "../../agents/index.ts";
import type { StoredAgent } from "./store.ts";

type Row = Pick<StoredAgent, "id" | "user_id" | "connection_id" | "server_id" | "disconnected_at">;

/** With the server that held it last. */
export function toHeldAgent(row: Row): HeldAgent {
  const { id, user_id: userId, connection_id: connectionId, server_id: serverId } = row;
  return { id: toAgentId(id), userId: toUserId(userId), connectionId: toConnectionId(connectionId), serverId };
}

/** The same for whoever asks whether it is connected: of one that has gone no other server is asked. */
export function toConnectedAgent(row: Row): HeldAgent {
  return { ...toHeldAgent(row), serverId: row.disconnected_at === null ? row.server_id : null };
}
