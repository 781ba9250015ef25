import type { Query } from "@postern/database";
import type { AgentId, UserId } from "@postern/domain";

/** Agents that are remembered of one person. */
export async function countAgents(query: Query, userId: UserId): Promise<number> {
  const select = query.selectFrom("agents").select((row) => row.fn.countAll<number>().as("count"));
  const row = await select.where("user_id", "=", userId).executeTakeFirstOrThrow();
  return row.count;
}

/** Above which the fences of this person's agents begin whose rows are new. */
export async function findFenceFloor(query: Query, userId: UserId): Promise<number> {
  const row = await query.selectFrom("users").select("agent_fence_floor").where("id", "=", userId).executeTakeFirst();
  return row?.agent_fence_floor ?? 0;
}

export async function raiseFenceFloor(query: Query, userId: UserId, floor: number): Promise<void> {
  const update = query.updateTable("users").set({ agent_fence_floor: floor });
  await update.where("id", "=", userId).where("agent_fence_floor", "<", floor).execute();
}

export async function setFence(query: Query, id: AgentId, fence: number): Promise<void> {
  await query.updateTable("agents").set({ fence }).where("id", "=", id).execute();
}

/** Those of one person that are away and that nobody ever did anything with, those that were seen longest ago first. */
export function listUntouched(query: Query, userId: UserId, max: number) {
  return query
    .selectFrom("agents")
    .select(["id", "connection_id", "fence"])
    .where("user_id", "=", userId)
    .where("disconnected_at", "is not", null)
    .where("revoked_at", "is", null)
    .where("name", "is", null)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("agent_events")
            .select("agent_events.id")
            .whereRef("agent_events.agent_id", "=", "agents.id")
            .where("agent_events.kind", "=", "claimed"),
        ),
      ),
    )
    .orderBy("last_seen_at")
    .orderBy("id")
    .limit(max)
    .execute();
}

/** With their events. */
export async function deleteAgents(query: Query, ids: readonly string[]): Promise<void> {
  await query
    .deleteFrom("agent_events")
    .where("agent_id", "in", [...ids])
    .execute();
  await query
    .deleteFrom("agents")
    .where("id", "in", [...ids])
    .execute();
}
