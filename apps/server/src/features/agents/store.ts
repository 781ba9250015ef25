import type { AgentRow, Query } from "@postern/database";
import { toAgentId } from "@postern/domain";
import type { AgentId, TimeMs, UserId } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable } from "kysely";
import type { AgentArrival } from "../../agents/index.ts";

export type StoredAgent = Selectable<AgentRow>;

/** Makes or renews the row of this user and connection ID with the next fence, in one statement: two arrivals never share one. */
export async function upsertAgent(query: Query, id: AgentId, arrival: AgentArrival): Promise<{ id: AgentId; fence: number }> {
  const seen = {
    kind: arrival.kind,
    user_name: arrival.userName,
    host_name: arrival.hostName,
    work_dir: arrival.workDir,
    version: arrival.agentVersion,
    remote_address: arrival.remoteAddress,
    connected_at: arrival.at,
    last_seen_at: arrival.at,
    disconnected_at: null,
  };
  const row = await query
    .insertInto("agents")
    .values({ id, user_id: arrival.userId, connection_id: arrival.connectionId, fence: 1, ...seen })
    .onConflict((conflict) => conflict.columns(["connection_id", "user_id"]).doUpdateSet({ ...seen, fence: sql<number>`agents.fence + 1` }))
    .returning(["id", "fence"])
    .executeTakeFirstOrThrow();
  return { id: toAgentId(row.id), fence: row.fence };
}

export async function touchAgent(query: Query, id: AgentId, at: TimeMs): Promise<void> {
  await query.updateTable("agents").set({ last_seen_at: at }).where("id", "=", id).execute();
}

/** False when it was marked before, or a newer connection serves by now. */
export async function markAgentGone(query: Query, agent: { id: AgentId; fence: number; at: TimeMs }): Promise<boolean> {
  const result = await query
    .updateTable("agents")
    .set({ disconnected_at: agent.at, last_seen_at: agent.at })
    .where("id", "=", agent.id)
    .where("fence", "=", agent.fence)
    .where("disconnected_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export function findAgentById(query: Query, id: AgentId): Promise<StoredAgent | undefined> {
  return query.selectFrom("agents").selectAll().where("id", "=", id).executeTakeFirst();
}

/** With the user name of whoever started it. */
export type SeenRow = StoredAgent & { readonly started_by: string };

export function listUserAgents(query: Query, userId: UserId): Promise<SeenRow[]> {
  return agents(query).where("agents.user_id", "=", userId).orderBy("last_seen_at", "desc").limit(500).execute();
}

export function findUserAgent(
  query: Query,
  agent: { readonly userId: UserId; readonly connectionId: string },
): Promise<SeenRow | undefined> {
  return agents(query).where("agents.user_id", "=", agent.userId).where("connection_id", "=", agent.connectionId).executeTakeFirst();
}

function agents(query: Query) {
  return query
    .selectFrom("agents")
    .innerJoin("users", "users.id", "agents.user_id")
    .selectAll("agents")
    .select("users.user_name as started_by");
}
