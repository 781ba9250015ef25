import type { Database, UseGrantRow } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { UseLimitService } from "./service.ts";

async function grantsOf({ query }: Database): Promise<readonly string[]> {
  const rows = await query.selectFrom("use_grants").selectAll().orderBy("target_id").orderBy("grantee_kind").execute();
  return rows.map((row) => `${row.target_kind} ${row.target_id}: ${row.grantee_kind} ${String(row.grantee_id)}`);
}

describeWithDatabases("limits of use", ({ open }) => {
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
        .values({ ...row, is_primary: 0, is_use_limited: 1, created_at: 1, updated_at: 1 })
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
    return { database, limits: new UseLimitService(), ada, alpha, team };
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
});
