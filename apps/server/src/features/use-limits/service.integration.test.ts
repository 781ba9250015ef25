import { InProcessBus } from "@postern/bus";
import type { UpdateUseLimitRequest } from "@postern/contracts";
import type { Database, UseGrantRow } from "@postern/database";
import { silentLogger } from "@postern/domain";
import { describeWithDatabases, ManualClock } from "@postern/testing";
import { describe, expect, test } from "vitest";
import { LiveEvents } from "../../live/live-events.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import { AccessService } from "../access/service.ts";
import type { LimitedThing } from "./limited-thing.ts";
import { UseLimitService } from "./service.ts";

async function grantsOf({ query }: Database): Promise<readonly string[]> {
  const rows = await query.selectFrom("use_grants").selectAll().orderBy("target_id").orderBy("grantee_kind").execute();
  return rows.map((row) => `${row.target_kind} ${row.target_id}: ${row.grantee_kind} ${String(row.grantee_id)}`);
}

describeWithDatabases("limits of use", ({ open, clock }) => {
  /** Two organizations with a workspace each; an environment in both is limited to Ada, and one to a team. */
  async function stage() {
    const database = await open();
    const rows = organizationRows(database);
    const ada = await addUser(database, "ada");
    const [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
    const team = await rows.team(alpha, "blue");
    const environment = async (id: string, workspaceId: number): Promise<void> => {
      const row = { id, user_id: ada, workspace_id: workspaceId, name: id, platform: "slurm-platform", config: "{}", status: "AVAILABLE" };
      await database.query
        .insertInto("compute_envs")
        .values({ ...row, is_primary: 0, is_use_limited: 1, is_check_scheduled: 1, check_failures: 0, created_at: 1, updated_at: 1 })
        .execute();
    };
    await environment("one", await rows.workspace(alpha, "one"));
    await environment("two", await rows.workspace(beta, "two"));
    const grant = async (id: string, grantee: Pick<UseGrantRow, "grantee_kind" | "grantee_id">): Promise<void> => {
      await database.query
        .insertInto("use_grants")
        .values({ target_kind: "environment", target_id: id, ...grantee, created_at: 1 })
        .execute();
    };
    for (const id of ["one", "two"]) await grant(id, { grantee_kind: "user", grantee_id: ada });
    await grant("one", { grantee_kind: "team", grantee_id: team });
    return { database, limits: new UseLimitService({ database, clock }), ada, alpha, team };
  }

  test("name nobody who has left the organization, and still name them elsewhere", async () => {
    const { database, limits, ada, alpha, team } = await stage();

    await database.transaction(({ query }) => limits.forgetPerson(query, { organizationId: alpha, userId: ada }));

    expect(await grantsOf(database)).toEqual([`environment one: team ${String(team)}`, `environment two: user ${String(ada)}`]);
  });

  test("name no team that is gone", async () => {
    const { database, limits, ada, team } = await stage();

    await database.transaction(({ query }) => limits.forgetTeam(query, team));

    expect(await grantsOf(database)).toEqual([`environment one: user ${String(ada)}`, `environment two: user ${String(ada)}`]);
  });

  describe("of an environment in a workspace", () => {
    async function scene() {
      const database = await open();
      const tenants = await openTenants(
        database,
        new AccessService({ database, clock, live: new LiveEvents(new InProcessBus(silentLogger, new ManualClock())) }),
      );
      const limits = new UseLimitService({ database, clock });
      const { people } = tenants;
      const thing: LimitedThing = {
        ...{ kind: "environment", id: "env", name: "hpc", makerId: people.ada },
        ...{ workspaceId: tenants.one, isLimited: true, updatedAt: 5 },
      };
      const replace = (wanted: Partial<UpdateUseLimitRequest>, target: LimitedThing = thing) =>
        database.transaction(({ query }) => limits.replace(query, target, { isLimited: true, userIds: [], teamIds: [], ...wanted }));
      return { ...{ database, tenants, people, limits, thing, replace } };
    }

    test("let in the maker and who is named, and tell everybody else whom to ask, owners too", async () => {
      const { tenants, people, limits, thing, replace } = await scene();
      await replace({ userIds: [people.lea], teamIds: [tenants.blue] });

      const may = await Promise.all([people.ada, people.lea, people.max].map((userId) => limits.mayUse(userId, thing)));

      expect(may).toEqual([true, true, true]);
      expect([await limits.mayUse(people.olga, thing), await limits.mayUse(people.vic, thing)]).toEqual([false, false]);
      await expect(limits.requireUse(people.olga, thing)).rejects.toMatchObject({
        code: "use.limited",
        message:
          "The compute environment hpc is limited to named people and teams. Whoever has compute_environment:write in its workspace can add you.",
      });
    });

    test("let in everybody while they are off, and remember who was named", async () => {
      const { people, limits, thing, replace } = await scene();
      await replace({ userIds: [people.lea] });

      const { patch, before, after } = await replace({ isLimited: false, userIds: [people.vic] });

      expect(await limits.mayUse(people.max, { ...thing, isLimited: false })).toBe(true);
      expect([patch.is_use_limited, before, after]).toEqual([
        0,
        { isLimited: true, userIds: [people.lea], teamIds: [] },
        { isLimited: false, userIds: [people.vic], teamIds: [] },
      ]);
    });

    test("name nobody from outside the organization: a stranger and a number that nobody has get the same answer", async () => {
      const { people, limits, thing, replace } = await scene();

      for (const id of [people.bea, 4711]) {
        await expect(replace({ userIds: [people.lea, id] })).rejects.toMatchObject({
          ...{ code: "user.not_found", message: `User ${String(id)} not found in the organization.`, fields: ["userIds"] },
        });
      }
      await expect(replace({ teamIds: [4711] })).rejects.toMatchObject({ code: "team.not_found", fields: ["teamIds"] });
      expect((await limits.describe(thing)).people).toEqual([]);
    });

    test("are not undone by a form that was filled before they changed", async () => {
      const { people, replace } = await scene();

      const outdated = await replace({ userIds: [people.lea], lastUpdated: new Date(4).toISOString() }).catch((error: unknown) => error);
      const fresh = await replace({ userIds: [people.lea], lastUpdated: new Date(5).toISOString() });

      expect(outdated).toMatchObject({ code: "request.outdated" });
      expect(fresh.patch.updated_at).toBeGreaterThan(5);
    });

    test("make no sense in a personal workspace", async () => {
      const { people, limits, thing, replace } = await scene();
      const personal = { ...thing, workspaceId: null };

      await expect(replace({}, personal)).rejects.toMatchObject({ code: "request.invalid", fields: ["isLimited"] });

      expect(await limits.describe(personal)).toMatchObject({ isLimited: false, people: [], teams: [] });
      expect(await limits.mayUse(people.olga, personal)).toBe(true);
    });
  });
});
