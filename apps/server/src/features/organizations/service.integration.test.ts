import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { tokenCaller } from "../../testing/callers.fixture.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { openPlaces } from "../../testing/places-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

const alpha = { name: "alpha", fullName: "Alpha Lab" };

function trail({ query }: Database) {
  return query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
}

describeWithDatabases("organizations", ({ open, clock }) => {
  test("belong to whoever founds them, who is told, and the trail says so", async () => {
    const { database, live, organizations, recorded, ada } = await openPlaces(await open(), clock);
    const told: string[] = [];
    live.subscribe(ada, ({ type }) => void told.push(type));

    const made = await organizations.create(tokenCaller(ada), { organization: { ...alpha, website: "https://alpha.example" } });

    expect(made).toMatchObject({ name: "alpha", full_name: "Alpha Lab", website: "https://alpha.example", memberRole: "owner" });
    expect(await organizations.list(tokenCaller(ada), undefined)).toEqual([made]);
    expect(await organizations.list(tokenCaller(ada), "member")).toEqual([]);
    await expect.poll(() => told).toEqual(["access"]);
    const [entry, ...others] = await trail(database);
    expect([entry?.action, entry?.actor_user_id, entry?.organization_id, others]).toEqual(["organization.create", ada, made.id, []]);
    expect(recorded[0]?.after).toMatchObject({ name: "alpha", website: "https://alpha.example" });
  });

  test("have one name only, in whatever case, and none that is reserved or of the wrong shape", async () => {
    const { organizations, ada, found } = await openPlaces(await open(), clock);
    await found("alpha");
    const make = (name: string) => organizations.create(tokenCaller(ada), { organization: { ...alpha, name } });

    await expect(make("ALPHA")).rejects.toMatchObject({
      code: "organization.name_taken",
      message: "An organization named ALPHA already exists.",
      fields: ["organization.name"],
    });
    await expect(organizations.checkName("Alpha")).rejects.toMatchObject({ code: "organization.name_taken", fields: ["name"] });
    for (const name of ["a", "admin", "Settings", "a--b", "-a", "a b", "ä1", "x".repeat(40)]) {
      await expect(make(name)).rejects.toMatchObject({ code: "organization.name_invalid", fields: ["organization.name"] });
      await expect(organizations.checkName(name)).rejects.toMatchObject({ code: "organization.name_invalid", fields: ["name"] });
    }
    await organizations.checkName("beta");
  });

  test("of one name that two people want at once are founded once, and nothing of the other one stays", async () => {
    const { database, organizations, ada } = await openPlaces(await open(), clock);
    const ben = await addUser(database, "ben");

    const both = await Promise.allSettled([ada, ben].map((user) => organizations.create(tokenCaller(user), { organization: alpha })));

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "organization.name_taken" } });
    expect(await database.query.selectFrom("organization_members").selectAll().execute()).toHaveLength(1);
    expect(await trail(database)).toHaveLength(1);
  });

  test("are founded by administrators only, where the site says so", async () => {
    const { organizations, ada } = await openPlaces(await open(), clock, { founders: "administrators" });

    await expect(organizations.create(tokenCaller(ada), { organization: alpha })).rejects.toMatchObject({
      code: "organization.founding_closed",
    });
    const made = await organizations.create(tokenCaller(ada, { isAdministrator: true }), { organization: alpha });

    expect(made.memberRole).toBe("owner");
    expect([false, true].map((isAdministrator) => organizations.mayFound(isAdministrator))).toEqual([false, true]);
  });

  test("keep what an update does not speak of, and lose what it empties; the trail has both images", async () => {
    const { organizations, recorded, found } = await openPlaces(await open(), clock);
    const owner = await found();
    await organizations.update(owner, { description: "old", location: "Bern" });

    await organizations.update(owner, { fullName: "New", description: null, location: "" });

    expect(await organizations.get(owner)).toMatchObject({ name: "alpha", full_name: "New", description: "old", location: null });
    expect(recorded.at(-1)).toMatchObject({
      action: "organization.update",
      before: { fullName: "alpha", location: "Bern" },
      after: { fullName: "New", location: null },
    });
  });

  test("that are changed into what they are leave no trace", async () => {
    const { database, organizations, found } = await openPlaces(await open(), clock);
    const owner = await found();
    const before = await dumpTables(database);

    await organizations.update(owner, { name: "alpha", fullName: "alpha", description: "" });

    expect(await dumpTables(database)).toBe(before);
  });

  test("that somebody else has changed meanwhile are not overwritten by a form that says what it saw", async () => {
    const { database, organizations, found } = await openPlaces(await open(), clock);
    const owner = await found();
    const seen = new Date((await organizations.get(owner)).updated_at).toISOString();
    await organizations.update(owner, { description: "first", lastUpdated: seen });
    const before = await dumpTables(database);

    const second = organizations.update(owner, { description: "second", lastUpdated: seen });

    await expect(second).rejects.toMatchObject({ code: "request.outdated", fields: ["lastUpdated"] });
    expect(await dumpTables(database)).toBe(before);
  });

  test("cannot be given a bad or taken name, an empty full name, a website that is none, or a picture that nobody sent", async () => {
    const { database, organizations, found, ada } = await openPlaces(await open(), clock);
    const owner = await found("alpha");
    await found("beta");
    const before = await dumpTables(database);
    const refused = [
      [{ name: "Beta" }, "organization.name_taken", "name"],
      [{ name: "orgs" }, "organization.name_invalid", "name"],
      [{ fullName: " " }, "request.invalid", "fullName"],
      [{ website: "javascript:alert(1)" }, "request.invalid", "website"],
      [{ logoId: "nobody-sent-this" }, "request.invalid", "logoId"],
    ] as const;

    for (const [change, code, field] of refused) {
      await expect(organizations.update(owner, change)).rejects.toMatchObject({ code, fields: [field] });
    }
    const made = organizations.create(tokenCaller(ada), { organization: { ...alpha, name: "gamma" }, logoId: "nobody-sent-this" });
    await expect(made).rejects.toMatchObject({ code: "request.invalid", fields: ["logoId"] });
    expect(await dumpTables(database)).toBe(before);
  });

  test("take a picture that is there", async () => {
    const { database, organizations, found, ada } = await openPlaces(await open(), clock);
    const owner = await found();
    const picture = { id: "picture", user_id: ada, media_type: "image/png", bytes: Buffer.from([1]), created_at: 1 };
    await database.query.insertInto("avatars").values(picture).execute();

    await organizations.update(owner, { logoId: "picture" });

    expect(await organizations.get(owner)).toMatchObject({ logo_id: "picture" });
  });

  test("that are given one name at once get it once", async () => {
    const { organizations, found } = await openPlaces(await open(), clock);
    const [one, other] = [await found("one"), await found("other")];

    const both = await Promise.allSettled([one, other].map((owner) => organizations.update(owner, { name: "wanted" })));

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "organization.name_taken", fields: ["name"], message: "An organization named wanted already exists." },
    });
  });

  test("are not changed by somebody who was an owner until just now", async () => {
    const { database, organizations, found } = await openPlaces(await open(), clock);
    const owner = await found();
    await database.query.updateTable("organization_members").set({ role: "member" }).execute();
    const before = await dumpTables(database);

    for (const attempt of [() => organizations.update(owner, { description: "x" }), () => organizations.remove(owner)]) {
      await expect(attempt()).rejects.toMatchObject({ code: "auth.permission_missing" });
    }
    expect(await dumpTables(database)).toBe(before);
  });

  test("stay while runs in them have not ended, and the refusal lists these", async () => {
    const { database, organizations, workspaces, unfinished, found } = await openPlaces(await open(), clock);
    const owner = await found();
    const { id } = await workspaces.create(owner, { workspace: { name: "genomics", fullName: "G", visibility: "PRIVATE" } });
    const runs = Array.from({ length: 7 }, (_, index) => ({
      id: `run${String(index)}`,
      run_name: `otter_${String(index)}`,
      workspace_id: id,
    }));
    unfinished.set(id, runs);
    const before = await dumpTables(database);

    await expect(organizations.remove(owner)).rejects.toMatchObject({
      code: "organization.in_use",
      message: "These runs have not ended yet: otter_0, otter_1, otter_2, otter_3, otter_4 and 2 more.",
      conflicts: runs.map((run) => ({ type: "workflow", id: run.id, name: run.run_name })),
    });
    expect(await dumpTables(database)).toBe(before);
  });

  test("go with all that is in them: nobody finds them, their name is free, and the trail still tells", async () => {
    const { database, live, access, organizations, workspaces, emptied, found, ada } = await openPlaces(await open(), clock);
    const owner = await found();
    const told: string[] = [];
    live.subscribe(ada, ({ type }) => void told.push(type));
    const { id } = await workspaces.create(owner, { workspace: { name: "genomics", fullName: "G", visibility: "PRIVATE" } });

    await organizations.remove(owner);

    const home = JSON.stringify({ kind: "workspace", workspaceId: id });
    expect(emptied).toEqual([`environment ${home}`, `credential ${home}`]);
    expect([await access.findOrganization(ada, owner.organization.organizationId), await access.findWorkspace(ada, id)]).toEqual([
      undefined,
      undefined,
    ]);
    expect([await organizations.list(tokenCaller(ada), undefined), await workspaces.listOwnPlaces(tokenCaller(ada))]).toEqual([[], []]);
    await expect.poll(() => told).toEqual(["access", "access"]);
    const entries = (await trail(database)).slice(2);
    expect(entries.map(({ action, workspace_id, target_name }) => [action, workspace_id, target_name])).toEqual([
      ["environment.delete", id, null],
      ["credential.delete", id, null],
      ["workspace.delete", id, "genomics"],
      ["organization.delete", null, "alpha"],
    ]);
    expect((await found("alpha")).organization.organizationId).not.toBe(owner.organization.organizationId);
  });

  test("get no workspace and no member any more while they are being deleted, and take along what is added right before", async () => {
    const { database, access, organizations, workspaces, members, found } = await openPlaces(await open(), clock);
    const owner = await found();
    const { organizationId } = owner.organization;
    await addUser(database, "ben");
    const add = (name: string) => workspaces.create(owner, { workspace: { name, fullName: name, visibility: "PRIVATE" } });
    let [deleting, late] = [Promise.resolve(), Promise.resolve<readonly PromiseSettledResult<unknown>[]>([])];
    await database.transaction(async ({ query }) => {
      await access.holdOrganization(query, organizationId);
      const values = {
        organization_id: organizationId,
        name: "early",
        name_key: "early",
        full_name: "Early",
        visibility: "PRIVATE",
      } as const;
      await query
        .insertInto("workspaces")
        .values({ ...values, created_at: 1, updated_at: 1 })
        .execute();
      deleting = organizations.remove(owner);
      await somebodyWaits(database);
      late = Promise.allSettled([add("late"), members.add(owner, "ben")]);
      await somebodyWaits(database, 3);
    });
    await deleting;

    const notFound = { status: "rejected", reason: { code: "organization.not_found" } };
    expect(await late).toMatchObject([notFound, notFound]);
    expect(await database.query.selectFrom("organization_members").select("role").execute()).toEqual([{ role: "owner" }]);
    const rows = await database.query.selectFrom("workspaces").select(["name", "deleted_at"]).execute();
    expect(rows).toEqual([{ name: "early", deleted_at: clock.now() }]);
  });
});
