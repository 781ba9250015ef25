import { toOrganizationId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { tokenCaller } from "../../testing/callers.fixture.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { openPlaces } from "../../testing/places-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

const all = { search: "" };

/** Alpha is owned by Ada and has two workspaces; beta has one, and nobody. Root runs the server. */
async function stage(database: Database, clock: Clock) {
  const scene = await openPlaces(database, clock);
  const rows = organizationRows(database);
  const { administration } = scene;
  const alpha = (await scene.found("Alpha")).organization.organizationId;
  const beta = toOrganizationId(await rows.organization("beta"));
  const [imaging, genomics] = [await rows.workspace(alpha, "imaging", "SHARED"), await rows.workspace(alpha, "genomics")];
  await rows.workspace(beta, "archive");
  const [ben, root] = [await addUser(database, "ben"), await addUser(database, "root")];
  const appoint = (name: string, organization = alpha) =>
    administration.appointOwner(tokenCaller(root, { isAdministrator: true }), organization, name);
  return { ...scene, rows, alpha, beta, imaging, genomics, ben, root, appoint };
}

function setUser({ query }: Database, id: UserId, change: { is_disabled?: 0 | 1; deleted_at?: number }) {
  return query.updateTable("users").set(change).where("id", "=", id).execute();
}

describeWithDatabases("administration of organizations", ({ open, clock }) => {
  test("counts what belongs to each, and names the owners who can sign in", async () => {
    const { database, administration, rows, alpha, beta, ben, root, genomics } = await stage(await open(), clock);
    await rows.member(alpha, ben, "member");
    await rows.member(alpha, root, "owner");
    await setUser(database, root, { is_disabled: 1 });
    await database.query.updateTable("workspaces").set({ deleted_at: 1 }).where("id", "=", genomics).execute();

    const { rows: found, total } = await administration.listOrganizations(all);

    expect(total).toBe(2);
    expect(found).toMatchObject([
      { id: alpha, name: "Alpha", fullName: "Alpha", owners: ["ada"], memberCount: 3, workspaceCount: 1 },
      { id: beta, name: "beta", owners: [], memberCount: 0, workspaceCount: 1 },
    ]);
  });

  test("lists workspaces with their organization, and who takes part", async () => {
    const { administration, rows, alpha, ben, genomics, imaging } = await stage(await open(), clock);
    await rows.participant(genomics, { member: await rows.member(alpha, ben, "member") }, "view");

    const { rows: found, total } = await administration.listWorkspaces(all);

    expect(total).toBe(3);
    expect(found).toMatchObject([
      { id: genomics, name: "genomics", visibility: "PRIVATE", organizationId: alpha, organizationName: "Alpha", participantCount: 1 },
      { id: imaging, name: "imaging", visibility: "SHARED", participantCount: 0 },
      { name: "archive", organizationName: "beta" },
    ]);
  });

  test("searches names in any case, takes signs of patterns as they are, and pages", async () => {
    const { administration } = await stage(await open(), clock);
    const organizations = async (search: string) => (await administration.listOrganizations({ search })).rows.map(({ name }) => name);
    const workspaces = async (search: string) => (await administration.listWorkspaces({ search })).rows.map(({ name }) => name);

    expect([await organizations("LPH"), await organizations("%"), await organizations("_")]).toEqual([["Alpha"], [], []]);
    expect([await workspaces("GENO"), await workspaces("beta")]).toEqual([["genomics"], ["archive"]]);
    expect(await administration.listWorkspaces({ search: "", max: 1, offset: 1 })).toMatchObject({ rows: [{ name: "imaging" }], total: 3 });
    expect(await administration.listOrganizations({ search: "", max: 5, offset: 9 })).toEqual({ rows: [], total: 2 });
  });

  test("does not show what is deleted", async () => {
    const { database, administration } = await stage(await open(), clock);
    await database.query.updateTable("organizations").set({ deleted_at: 1 }).execute();

    expect([(await administration.listOrganizations(all)).total, (await administration.listWorkspaces(all)).total]).toEqual([0, 0]);
  });
});

describeWithDatabases("the appointing of an owner", ({ open, clock }) => {
  test("is refused while an owner can sign in, and nothing changes", async () => {
    const { database, appoint } = await stage(await open(), clock);
    const before = await dumpTables(database);

    await expect(appoint("ben")).rejects.toMatchObject({
      code: "organization.has_owner",
      message: "Alpha has an owner who can sign in: ada.",
    });
    expect(await dumpTables(database)).toBe(before);
  });

  test.each([
    ["is disabled", { is_disabled: 1 }],
    ["has been removed", { deleted_at: 5 }],
  ] as const)("helps where the last owner %s: a stranger, or a member, becomes one", async (_what, change) => {
    const { database, live, administration, rows, access, appoint, ada, ben, root, alpha } = await stage(await open(), clock);
    await setUser(database, ada, change);
    await rows.member(alpha, root, "member");
    const told: string[] = [];
    live.subscribe(ben, ({ type }) => void told.push(type));

    await appoint(" BEN@example.org ");
    await setUser(database, ben, { is_disabled: 1 });
    await appoint("root");

    expect((await administration.listOrganizations(all)).rows[0]).toMatchObject({ owners: ["root"], memberCount: 3 });
    expect((await access.findOrganization(root, alpha))?.role).toBe("owner");
    await expect.poll(() => told).toEqual(["access", "access"]);
    const entries = await database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    expect(
      entries
        .slice(1)
        .map(({ action, actor_user_id, organization_id, target_name }) => [action, actor_user_id, organization_id, target_name]),
    ).toEqual([
      ["member.create", root, alpha, "ben"],
      ["member.change_role", root, alpha, "root"],
    ]);
  });

  test("finds nobody who cannot sign in, no such name, and no such organization", async () => {
    const { database, appoint, beta, ben } = await stage(await open(), clock);
    await setUser(database, ben, { is_disabled: 1 });
    const before = await dumpTables(database);

    for (const name of ["ben", "ben@example.org", "nobody", "nobody@example.org"]) {
      await expect(appoint(name, beta)).rejects.toMatchObject({
        code: "user.not_found",
        message: `User ${name} not found.`,
        fields: ["user"],
      });
    }
    await expect(appoint("root", toOrganizationId(4711))).rejects.toMatchObject({ code: "organization.not_found" });
    expect(await dumpTables(database)).toBe(before);
  });

  test("by two administrators at once appoints one", async () => {
    const { appoint, administration, beta } = await stage(await open(), clock);

    const both = await Promise.allSettled([appoint("ben", beta), appoint("root", beta)]);

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await administration.listOrganizations(all)).rows[1]?.owners).toHaveLength(1);
  });
});
