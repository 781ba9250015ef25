import type { Query } from "@postern/database";
import type { AgentId, TimeMs } from "@postern/domain";

/** What decides whether a connection may go on. */
export function listStates(query: Query, ids: readonly AgentId[]) {
  return query
    .selectFrom("agents")
    .select(["id", "user_id", "connection_id", "fence", "revoked_at", "disconnected_at"])
    .where("id", "in", [...ids])
    .execute();
}

/** For one that goes on although it was written down as gone. Not when a newer connection has come since. */
export async function markConnected(query: Query, agent: { readonly id: AgentId; readonly fence: number; readonly serverId: string }) {
  await query
    .updateTable("agents")
    .set({ disconnected_at: null, server_id: agent.serverId })
    .where("id", "=", agent.id)
    .where("fence", "=", agent.fence)
    .execute();
}

export interface ConnectedWish {
  /** Connected since then at least. */
  readonly before: TimeMs;
  /** The last one of the page before. */
  readonly after: string;
  readonly max: number;
}

/** Agents that are written down as connected: to one server, or to none of these. Those from before servers had names count as the latter. */
export function listConnected(
  query: Query,
  wish: ConnectedWish & ({ readonly heldBy: string } | { readonly heldByOthers: readonly string[] }),
) {
  const select = query
    .selectFrom("agents")
    .select(["id", "fence", "last_seen_at"])
    .where("disconnected_at", "is", null)
    .where("connected_at", "<", wish.before)
    .where("id", ">", wish.after)
    .orderBy("id")
    .limit(wish.max);
  if ("heldBy" in wish) return select.where("server_id", "=", wish.heldBy).execute();
  return select.where((row) => row.or([row("server_id", "is", null), row("server_id", "not in", [...wish.heldByOthers])])).execute();
}
