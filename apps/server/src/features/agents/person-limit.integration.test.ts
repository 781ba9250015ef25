import type { Database } from "@postern/database";
import { toAgentId, toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAgents } from "../../testing/agents-scene.fixture.ts";
import { maxAgentsOfOne } from "./make-room.ts";

const who = { user_name: "x", host_name: "login1", work_dir: "/w", version: "1", remote_address: "::1" };
const nothing = { name: null, revoked_at: null, revoked_by: null, server_id: "here", forgotten_at: null };

/** Agents that came and went, the first of them longest ago. */
async function fill({ query }: Database, userId: UserId, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({
    ...{ ...who, ...nothing, id: `row-${String(index)}`, user_id: userId, connection_id: `id-${String(index)}`, fence: index + 1 },
    ...{ connected_at: index, last_seen_at: index, disconnected_at: index },
  }));
  for (let at = 0; at < count; at += 500)
    await query
      .insertInto("agents")
      .values(rows.slice(at, at + 500))
      .execute();
}

async function idsOf({ query }: Database, userId: UserId): Promise<ReadonlySet<string>> {
  const rows = await query.selectFrom("agents").select("connection_id").where("user_id", "=", userId).execute();
  return new Set(rows.map((row) => row.connection_id));
}

const entriesOf = ({ query }: Database, action: string) =>
  query.selectFrom("audit_entries").select(["actor_user_id", "detail"]).where("action", "=", action).execute();

describeWithDatabases("agents that are remembered of one person", ({ open, clock }) => {
  test("are so many at most: the oldest go that nobody ever did anything with, and one entry tells of them", async () => {
    const database = await open();
    const { arrive, name, tenants } = await openAgents(database, clock);
    const ada = await tenants.actor("ada", "one");
    await fill(database, ada.userId, maxAgentsOfOne);
    const change = (id: string, patch: object) => database.query.updateTable("agents").set(patch).where("id", "=", id).execute();
    await name(ada, "id-0", true);
    await change("row-1", { name: "my cluster" });
    await change("row-2", { revoked_at: 5 });
    await change("row-3", { disconnected_at: null });
    await database.query
      .insertInto("agent_events")
      .values({ ...claimed, agent_id: "row-4" })
      .execute();
    await database.query
      .insertInto("agent_events")
      .values({ ...claimed, kind: "connected", agent_id: "row-5" })
      .execute();

    const placed = await arrive(ada.userId, "new");

    const kept = await idsOf(database, ada.userId);
    expect(kept.size).toBe(maxAgentsOfOne - 99);
    expect([0, 1, 2, 3, 4, 105].filter((index) => !kept.has(`id-${String(index)}`))).toEqual([]);
    expect([5, 6, 104].filter((index) => kept.has(`id-${String(index)}`))).toEqual([]);
    expect(await entriesOf(database, "agent.forget")).toMatchObject([
      { actor_user_id: ada.userId, detail: expect.stringContaining('"count":100') },
    ]);
    // The newest that is gone had fence 105. Should one of them come again, its fences go on.
    expect(placed.fence).toBe(106);
    expect((await arrive(ada.userId, "id-104")).fence).toBe(106);
  });

  test("when all of them are in use, a new one is refused, and those that are known come in", async () => {
    const database = await open();
    const { arrive, tenants } = await openAgents(database, clock);
    const [ada, bea] = [await tenants.actor("ada", "one"), await tenants.actor("bea", "three")];
    await fill(database, ada.userId, maxAgentsOfOne);
    await database.query.updateTable("agents").set({ name: "kept" }).execute();

    const tooMany = { code: "agent.too_many", message: expect.stringContaining(String(maxAgentsOfOne)) };
    await expect(arrive(ada.userId, "new")).rejects.toMatchObject(tooMany);
    await expect(arrive(ada.userId, "newer")).rejects.toMatchObject(tooMany);
    const [known, others] = [await arrive(ada.userId, "id-7"), await arrive(bea.userId, "new")];

    expect([known, others]).toMatchObject([{ id: toAgentId("row-7"), fence: 9 }, { fence: 1 }]);
    expect((await idsOf(database, toUserId(ada.userId))).size).toBe(maxAgentsOfOne);
    expect(await entriesOf(database, "agent.refuse")).toMatchObject([
      { actor_user_id: ada.userId, detail: expect.stringContaining('"connectionId":"new"') },
    ]);
  });
});

const claimed = {
  at: 1,
  kind: "claimed",
  fence: null,
  reason: null,
  ...{ host_name: null, user_name: null, version: null },
  remote_address: null,
  lasted_ms: null,
} as const;
