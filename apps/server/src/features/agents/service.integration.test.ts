import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAgents } from "../../testing/agents-scene.fixture.ts";

describeWithDatabases("agents", ({ open, clock }) => {
  test("of a workspace are the shared ones of others, one's own under its connection IDs, and one's own that nothing holds", async () => {
    const { tenants, arrive, name, list } = await openAgents(await open(), clock);
    const { ada, max } = tenants.people;
    await name(await tenants.actor("ada", "one"), "site", true);
    await name(await tenants.actor("ada", "one"), "each", false);
    await name(tenants.atHome("max"), "private", false);
    for (const [userId, id] of [
      [ada, "site"],
      [ada, "each"],
      [max, "site"],
      [max, "each"],
      [max, "private"],
      [max, "new"],
    ] as const) {
      await arrive(userId, id);
    }

    const seen = await list(await tenants.actor("max", "one"));

    expect(seen.toSorted()).toEqual(["ada site shared", "max each", "max new unclaimed"]);
    expect((await list(await tenants.actor("vic", "one"))).toSorted()).toEqual(["ada site shared"]);
    expect(await list(await tenants.actor("ada", "two"))).toEqual([]);
    expect(await list(await tenants.actor("bea", "three"))).toEqual([]);
  });

  test("at home are all of one's own, and those count as claimed that a credential names which one may see", async () => {
    const { tenants, arrive, name, list } = await openAgents(await open(), clock);
    const { max, bea } = tenants.people;
    await name(await tenants.actor("ada", "one"), "each", false);
    await name(tenants.atHome("bea"), "foreign", false);
    for (const id of ["each", "foreign"]) await arrive(max, id);
    await arrive(bea, "each");

    expect((await list(tenants.atHome("max"))).toSorted()).toEqual(["max each", "max foreign unclaimed"]);
    expect(await list(tenants.atHome("bea"))).toEqual(["bea each unclaimed"]);
  });

  test("that are shared are not shown to those who may not use their credential", async () => {
    const { credentials, tenants, arrive, name, list } = await openAgents(await open(), clock);
    const maker = await tenants.actor("ada", "one");
    const id = await name(maker, "site", true);
    await arrive(tenants.people.ada, "site");

    await credentials.limitUse(maker, id, { isLimited: true, userIds: [tenants.people.lea], teamIds: [] });

    expect(await list(await tenants.actor("lea", "one"))).toEqual(["ada site shared"]);
    expect(await list(await tenants.actor("olga", "one"))).toEqual([]);
  });
});
