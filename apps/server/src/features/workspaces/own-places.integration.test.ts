import { toWorkspaceId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { tokenCaller } from "../../testing/callers.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { openPlaces } from "../../testing/places-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

describeWithDatabases("one's own places", ({ open, clock }) => {
  /** Ben is a member of alpha (genomics by himself and by a team) and a collaborator of beta; Ada owns both. */
  async function stage() {
    const scene = await openPlaces(await open(), clock);
    const rows = organizationRows(scene.database);
    const [alpha, beta] = [
      (await scene.found("Alpha")).organization.organizationId,
      (await scene.found("beta")).organization.organizationId,
    ];
    const [zoo, genomics, imaging] = [
      await rows.workspace(alpha, "zoo", "SHARED"),
      await rows.workspace(alpha, "genomics"),
      await rows.workspace(beta, "imaging"),
    ];
    const ben = await addUser(scene.database, "ben");
    const member = await rows.member(alpha, ben, "member");
    const team = await rows.team(alpha, "curators");
    await rows.teamMember(team, member);
    await rows.customRole(alpha, "Key-Keeper", ["credentials:write"]);
    await rows.participant(genomics, { member }, "view");
    await rows.participant(genomics, { team }, "key-keeper");
    await rows.participant(imaging, { member: await rows.member(beta, ben, "collaborator") }, "launch");
    const namesOf = async (caller: Parameters<typeof scene.workspaces.listOwnPlaces>[0]) =>
      (await scene.workspaces.listOwnPlaces(caller)).map(({ organization, workspaces }) => [
        `${organization.name}: ${organization.role}`,
        ...workspaces.map(({ name, roles }) => `${name}: ${roles.join(", ")}`),
      ]);
    return { ...scene, rows, ben, team, genomics, imaging, zoo, alpha, namesOf };
  }

  test("have the roles that were given, by oneself and by teams; owners are owners everywhere", async () => {
    const { ada, ben, namesOf } = await stage();

    expect(await namesOf(tokenCaller(ben))).toEqual([
      ["Alpha: member", "genomics: view, Key-Keeper"],
      ["beta: collaborator", "imaging: launch"],
    ]);
    expect(await namesOf(tokenCaller(ada))).toEqual([
      ["Alpha: owner", "genomics: owner", "zoo: owner"],
      ["beta: owner", "imaging: owner"],
    ]);
  });

  test("name no role that is gone, and one role once, the strongest first", async () => {
    const { database, rows, ben, team, zoo, genomics, namesOf } = await stage();
    await database.query.deleteFrom("custom_roles").execute();
    await rows.participant(zoo, { team }, "maintain");
    const other = await rows.team(
      (await database.query.selectFrom("teams").select("organization_id").executeTakeFirstOrThrow()).organization_id,
      "more",
    );
    const { id: member } = await database.query
      .selectFrom("organization_members")
      .select("id")
      .where("user_id", "=", ben)
      .executeTakeFirstOrThrow();
    await rows.teamMember(other, member);
    await rows.participant(zoo, { team: other }, "maintain");
    await rows.participant(genomics, { team: other }, "launch");

    expect((await namesOf(tokenCaller(ben)))[0]).toEqual(["Alpha: member", "genomics: launch, view", "zoo: maintain"]);
  });

  test("are for a bound token its workspaces, and their organizations alone", async () => {
    const { organizations, ben, genomics, zoo, namesOf } = await stage();
    const bound = { ...tokenCaller(ben), boundTo: [toWorkspaceId(genomics), toWorkspaceId(zoo)] };

    expect(await namesOf(bound)).toEqual([["Alpha: member", "genomics: view, Key-Keeper"]]);
    expect((await organizations.list(bound, undefined)).map(({ name }) => name)).toEqual(["Alpha"]);
  });

  test("do not hold what is deleted", async () => {
    const { database, ben, genomics, namesOf } = await stage();
    await database.query.updateTable("workspaces").set({ deleted_at: 1 }).where("id", "=", genomics).execute();
    await database.query.updateTable("organizations").set({ deleted_at: 1 }).where("name", "=", "beta").execute();

    expect(await namesOf(tokenCaller(ben))).toEqual([["Alpha: member"]]);
  });
});
