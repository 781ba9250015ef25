import { keptStatement } from "@postern/database";
import type { AgentEventRow, Query } from "@postern/database";
import type { AgentId, TimeMs } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable } from "kysely";

export type StoredAgentEvent = Selectable<AgentEventRow>;

/** What an event tells; what is left out is unknown. */
export type NewAgentEvent = Pick<StoredAgentEvent, "agent_id" | "at" | "kind"> & Partial<Omit<StoredAgentEvent, "id">>;

const eventColumns = [
  "agent_id",
  "at",
  "kind",
  "fence",
  "reason",
  "host_name",
  "user_name",
  "version",
  "remote_address",
  "lasted_ms",
] as const;
const insertEvent = keptStatement<NewAgentEvent>(eventColumns, (query, event) => query.insertInto("agent_events").values(event));

export async function insertAgentEvent(query: Query, event: NewAgentEvent): Promise<void> {
  await insertEvent(query, event);
}

/** One that is turned away comes again in a moment: the event that tells of it is moved on, and not repeated. */
export async function noteAgentRefusal(query: Query, event: NewAgentEvent): Promise<void> {
  const newest = await query
    .selectFrom("agent_events")
    .select(["id", "kind", "remote_address"])
    .where("agent_id", "=", event.agent_id)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const isAgain = newest?.kind === "refused" && newest.remote_address === (event.remote_address ?? null);
  if (isAgain) await query.updateTable("agent_events").set({ at: event.at }).where("id", "=", newest.id).execute();
  else await insertAgentEvent(query, event);
}

/** Newest first. */
export function listAgentEvents(
  query: Query,
  agentId: AgentId,
  { before, max }: { readonly before: number | undefined; readonly max: number },
): Promise<StoredAgentEvent[]> {
  const select = query.selectFrom("agent_events").selectAll().where("agent_id", "=", agentId).orderBy("id", "desc").limit(max);
  return (before === undefined ? select : select.where("id", "<", before)).execute();
}

/** When a connection began; undefined when nothing tells it. */
export async function findBegin(query: Query, agentId: AgentId, fence: number): Promise<TimeMs | undefined> {
  const select = query.selectFrom("agent_events").select("at").where("agent_id", "=", agentId).where("fence", "=", fence);
  return (await select.where("kind", "=", "connected").orderBy("id", "desc").limit(1).executeTakeFirst())?.at;
}

export async function deleteAgentEvents(query: Query, agentId: AgentId): Promise<void> {
  await query.deleteFrom("agent_events").where("agent_id", "=", agentId).execute();
}

/** Removes what is older than `before`, and of each agent all but the newest. */
export async function pruneAgentEvents(query: Query, { before, keep }: { readonly before: TimeMs; readonly keep: number }): Promise<void> {
  await query.deleteFrom("agent_events").where("at", "<", before).execute();
  const crowded = await query
    .selectFrom("agent_events")
    .select("agent_id")
    .groupBy("agent_id")
    .having(sql`count(*)`, ">", keep)
    .execute();
  for (const { agent_id: agentId } of crowded) {
    const select = query.selectFrom("agent_events").select("id").where("agent_id", "=", agentId).orderBy("id", "desc");
    const oldest = await select.offset(keep).limit(1).executeTakeFirst();
    if (oldest === undefined) continue;
    await query.deleteFrom("agent_events").where("agent_id", "=", agentId).where("id", "<=", oldest.id).execute();
  }
}
