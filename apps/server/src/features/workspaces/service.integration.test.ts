import { toWorkspaceId } from "@postern/domain";
import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { openPlaces } from "../../testing/places-scene.fixture.ts";
import type { PlacesOptions } from "../../testing/places-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

const genomics = { name: "genomics", fullName: "Genomics", description: "All of them", visibility: "PRIVATE" } as const;

function trail({ query }: Database) {
  return query.selectFrom("audit_entries").select(["action", "target_name", "organization_id", "workspace_id"]).orderBy("id").execute();
}

describeWithDatabases("workspaces", ({ open, clock }) => {
  /** Ada owns the organization alpha with the workspace genomics. */
  async function stage(options: PlacesOptions = {}) {
    const scene = await openPlaces(await open(), clock, options);
    const owner = await scene.found();
    const add = (name: string, visibility: "PRIVATE" | "SHARED" = "PRIVATE") =>
      scene.workspaces.create(owner, { workspace: { ...genomics, name, visibility } });
    const made = await scene.workspaces.create(owner, { workspace: genomics });
    const here = await scene.inWorkspace(scene.ada, made.id);
    return { ...scene, rows: organizationRows(scene.database), owner, add, made, here, organizationId: owner.organization.organizationId };
  }

  test("are made by owners, who own them without taking part by name, and the trail says so", async () => {
    const { database, made, here, recorded, organizationId } = await stage();

    expect(made).toMatchObject({ name: "genomics", full_name: "Genomics", visibility: "PRIVATE", launchers_end_runs: 0 });
    expect(here.place.permissions.has("workspace:delete")).toBe(true);
    expect(await database.query.selectFrom("participants").selectAll().execute()).toEqual([]);
    expect((await trail(database)).at(-1)).toEqual({
      ...{ action: "workspace.create", target_name: "genomics" },
      ...{ organization_id: organizationId, workspace_id: made.id },
    });
    expect(recorded.at(-1)?.after).toEqual({ ...genomics, whoMayEndRuns: "maintainers", confirmHostKeys: false });
  });

  test("have one name in their organization, in whatever case, and none that is reserved or of the wrong shape", async () => {
    const { workspaces, owner, add, found } = await stage();

    await expect(add("GENOMICS")).rejects.toMatchObject({
      code: "workspace.name_taken",
      message: "A workspace named GENOMICS already exists in the organization.",
      fields: ["workspace.name"],
    });
    await expect(workspaces.checkName(owner.organization, "Genomics")).rejects.toMatchObject({
      code: "workspace.name_taken",
      fields: ["name"],
    });
    for (const name of ["a", "settings", "a--b", "x".repeat(40)]) {
      await expect(add(name)).rejects.toMatchObject({ code: "workspace.name_invalid", fields: ["workspace.name"] });
      await expect(workspaces.checkName(owner.organization, name)).rejects.toMatchObject({
        code: "workspace.name_invalid",
        fields: ["name"],
      });
    }
    await workspaces.checkName((await found("beta")).organization, "genomics");
  });

  test("of one name that are added at once are added once, and the last free place is taken once", async () => {
    const { add } = await stage({ limits: { workspaces: 3 } });
    const code = (reason: string) =>
      expect.objectContaining({ status: "rejected", reason: expect.objectContaining({ code: reason }) }) as unknown;

    const same = await Promise.allSettled([add("same"), add("same")]);
    const last = await Promise.allSettled([add("one"), add("other")]);

    expect(same).toContainEqual(code("workspace.name_taken"));
    expect(last).toContainEqual(code("organization.limit_reached"));
    for (const both of [same, last]) expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("keep what an update does not speak of; the trail has both images, and the people of the organization are told", async () => {
    const { database, live, workspaces, here, rows, recorded, organizationId } = await stage();
    const ben = await addUser(database, "ben");
    await rows.member(organizationId, ben, "member");
    const told: string[] = [];
    live.subscribe(ben, ({ type }) => void told.push(type));

    const changed = await workspaces.update(here, { name: "genomes", description: "", visibility: "SHARED" });

    expect(changed).toMatchObject({ name: "genomes", full_name: "Genomics", description: null, visibility: "SHARED" });
    expect(await workspaces.get(here.place)).toEqual(changed);
    expect(recorded.at(-1)).toMatchObject({
      action: "workspace.update",
      before: { ...genomics, whoMayEndRuns: "maintainers" },
      after: { name: "genomes", fullName: "Genomics", description: null, visibility: "SHARED" },
    });
    await expect.poll(() => told).toEqual(["access"]);
  });

  test("are not changed by a form that saw another state, by a bad or taken name, or by nothing new", async () => {
    const { database, workspaces, here, add } = await stage();
    await add("imaging");
    const seen = new Date((await workspaces.get(here.place)).updated_at).toISOString();
    await workspaces.update(here, { fullName: "First", lastUpdated: seen });
    const before = await dumpTables(database);
    const refused = [
      [{ fullName: "Second", lastUpdated: seen }, "request.outdated", "lastUpdated"],
      [{ name: "Imaging" }, "workspace.name_taken", "name"],
      [{ name: "admin" }, "workspace.name_invalid", "name"],
      [{ fullName: " " }, "request.invalid", "fullName"],
    ] as const;

    for (const [change, code, field] of refused) {
      await expect(workspaces.update(here, change)).rejects.toMatchObject({ code, fields: [field] });
    }
    await workspaces.update(here, { name: "genomics", fullName: "First", visibility: "PRIVATE" });

    expect(await dumpTables(database)).toBe(before);
  });

  test("let maintainers alone end runs of others, until somebody who administers them says otherwise", async () => {
    const { access, workspaces, here, ada, recorded } = await stage();

    const before = await workspaces.getSettings(here.place);
    await workspaces.changeSettings(here, { whoMayEndRuns: "launchers" });

    const after = { whoMayEndRuns: "launchers", confirmHostKeys: false };
    expect([before, await workspaces.getSettings(here.place)]).toEqual([{ ...after, whoMayEndRuns: "maintainers" }, after]);
    expect((await access.findWorkspace(ada, here.place.workspaceId))?.launchersEndRuns).toBe(true);
    expect(recorded.at(-1)).toMatchObject({ action: "workspace.update", before: before, after: { whoMayEndRuns: "launchers" } });
  });

  test("trust the key of a new SSH host at the first sign-in, until somebody wants to confirm it, which other changes leave alone", async () => {
    const { workspaces, here } = await stage();

    await workspaces.changeSettings(here, { whoMayEndRuns: "maintainers", confirmHostKeys: true });
    const changed = await workspaces.changeSettings(here, { whoMayEndRuns: "launchers" });

    expect(changed).toEqual({ whoMayEndRuns: "launchers", confirmHostKeys: true });
  });

  test("stay while runs in them have not ended, and the refusal lists these", async () => {
    const { database, workspaces, here, unfinished } = await stage();
    unfinished.set(here.place.workspaceId, [{ id: "run1", run_name: "happy_otter", workspace_id: here.place.workspaceId }]);
    const before = await dumpTables(database);

    await expect(workspaces.remove(here)).rejects.toMatchObject({
      code: "workspace.in_use",
      message: "These runs have not ended yet: happy_otter.",
      conflicts: [{ type: "workflow", id: "run1", name: "happy_otter" }],
    });
    expect(await dumpTables(database)).toBe(before);
  });

  test("go with all that is in them, and their name is free; others stay", async () => {
    const { database, access, workspaces, owner, ada, here, add, emptied } = await stage();
    const imaging = await add("imaging");

    await workspaces.remove(here);

    const home = JSON.stringify({ kind: "workspace", workspaceId: here.place.workspaceId });
    expect(emptied).toEqual([`environment ${home}`, `credential ${home}`]);
    expect(await access.findWorkspace(ada, here.place.workspaceId)).toBeUndefined();
    await expect(workspaces.get(here.place)).rejects.toMatchObject({ code: "workspace.not_found" });
    expect((await workspaces.list(owner)).map(({ id }) => id)).toEqual([imaging.id]);
    expect((await trail(database)).slice(-3).map(({ action, workspace_id }) => [action, workspace_id])).toEqual([
      ["environment.delete", here.place.workspaceId],
      ["credential.delete", here.place.workspaceId],
      ["workspace.delete", here.place.workspaceId],
    ]);
    expect((await add("genomics")).id).not.toBe(here.place.workspaceId);
  });

  test("wait with their end for what is put into them at the moment, and then see it", async () => {
    const { database, access, workspaces, here, unfinished } = await stage();
    const { workspaceId } = here.place;
    let deleting = Promise.resolve<unknown>(undefined);
    await database.transaction(async ({ query }) => {
      await access.holdHome(query, { kind: "workspace", workspaceId: toWorkspaceId(workspaceId) });
      deleting = workspaces.remove(here).catch((error: unknown) => error);
      await somebodyWaits(database);
      unfinished.set(workspaceId, [{ id: "run1", run_name: "happy_otter", workspace_id: workspaceId }]);
    });

    expect(await deleting).toMatchObject({ code: "workspace.in_use" });
  });

  test("are not changed by somebody whose role was taken just now", async () => {
    const { database, workspaces, here } = await stage();
    await database.query.updateTable("organization_members").set({ role: "member" }).execute();
    const before = await dumpTables(database);

    for (const attempt of [() => workspaces.update(here, { fullName: "x" }), () => workspaces.remove(here)]) {
      await expect(attempt()).rejects.toMatchObject({ code: "workspace.not_found" });
    }
    expect(await dumpTables(database)).toBe(before);
  });

  test("are listed to those who take part, and shared ones to all members; to administrators of the server none", async () => {
    const { database, workspaces, owner, add, made, rows, inOrganization, organizationId } = await stage();
    const commons = await add("commons", "SHARED");
    const imaging = await add("imaging");
    const [ben, cleo, root] = [await addUser(database, "ben"), await addUser(database, "cleo"), await addUser(database, "root")];
    await database.query.updateTable("users").set({ is_administrator: 1 }).where("id", "=", root).execute();
    const team = await rows.team(organizationId, "curators");
    await rows.teamMember(team, await rows.member(organizationId, ben, "member"));
    await rows.participant(imaging.id, { team }, "view");
    await rows.participant(made.id, { member: await rows.member(organizationId, cleo, "collaborator") }, "launch");
    const seenBy = async (user: typeof ben) => (await workspaces.list(await inOrganization(user, organizationId))).map(({ name }) => name);

    expect((await workspaces.list(owner)).map(({ id }) => id)).toEqual([commons.id, made.id, imaging.id]);
    expect([await seenBy(ben), await seenBy(cleo), await seenBy(root)]).toEqual([["commons", "imaging"], ["genomics"], []]);
  });
});
