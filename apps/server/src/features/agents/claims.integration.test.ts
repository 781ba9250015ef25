import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAgents } from "../../testing/agents-scene.fixture.ts";

describeWithDatabases("an agent that waits unclaimed", ({ open, clock }) => {
  test("is told in its history when a credential gives it work, and only then", async () => {
    const database = await open();
    const { arrive, name, tenants } = await openAgents(database, clock);
    const owners = ["ada", "max", "tom", "bea"] as const;
    const claimed = async (connectionId: string): Promise<readonly string[]> => {
      const rows = await database.query
        .selectFrom("agent_events")
        .innerJoin("agents", "agents.id", "agent_events.agent_id")
        .innerJoin("users", "users.id", "agents.user_id")
        .select(["users.user_name", "agent_events.reason"])
        .where("agent_events.kind", "=", "claimed")
        .where("agents.connection_id", "=", connectionId)
        .orderBy("users.user_name")
        .execute();
      return rows.map(({ user_name, reason }) => `${user_name} ${reason ?? ""}`);
    };
    for (const id of ["shared", "each", "home"]) for (const owner of owners) await arrive(tenants.people[owner], id);

    await name(await tenants.actor("ada", "one"), "shared", true);
    await name(await tenants.actor("ada", "one"), "each", false);
    await name(tenants.atHome("tom"), "home", false);
    await name(tenants.atHome("tom"), "shared", true);

    // Tom works in the workspace two, and Bea in another organization.
    expect(await claimed("shared")).toEqual(["ada by a credential of a workspace", "tom by a credential of its owner"]);
    expect(await claimed("each")).toEqual(["ada by a credential of a workspace", "max by a credential of a workspace"]);
    expect(await claimed("home")).toEqual(["tom by a credential of its owner"]);
  });
});
