import { InProcessBus } from "@postern/bus";
import type { Query } from "@postern/database";
import { permissionsOf, silentLogger, toUserId, toWorkspaceId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { describeWithDatabases, ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import type { Home } from "../../home.ts";
import { LiveEvents } from "../../live/live-events.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { AccessService } from "./service.ts";

describeWithDatabases("access", ({ open, clock }) => {
  /** The organization alpha with the workspaces genomics (private) and commons (shared), and Ada, of whom each test makes something. */
  async function stage() {
    const database = await open();
    const rows = organizationRows(database);
    const alpha = await rows.organization("alpha");
    const ada = await addUser(database, "ada");
    const genomics = await rows.workspace(alpha, "genomics");
    const commons = await rows.workspace(alpha, "commons", "SHARED");
    const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
    const access = new AccessService({ database, clock, live });
    const may = async (workspace: number, user: UserId = ada) => (await access.findWorkspace(user, workspace))?.permissions;
    return { database, live, rows, alpha, ada, genomics, commons, access, may };
  }

  test("somebody of another organization, and a workspace that does not exist, are not found", async () => {
    const { rows, ada, genomics, commons, access, may } = await stage();
    await rows.member(await rows.organization("beta"), ada, "owner");

    expect([await may(genomics), await may(commons), await may(4711)]).toEqual([undefined, undefined, undefined]);
    expect(await access.listWorkspaceIds(ada)).toEqual([]);
  });

  test("a member sees what they take part in, and of a shared workspace the pipelines", async () => {
    const { rows, alpha, ada, genomics, commons, access, may } = await stage();
    const member = await rows.member(alpha, ada, "member");
    const before = await may(genomics);
    access.forget();
    await rows.participant(genomics, { member }, "launch");

    expect(before).toBeUndefined();
    expect(await may(genomics)).toEqual(permissionsOf("launch"));
    expect(await may(commons)).toEqual(new Set(["pipeline:read"]));
    expect(await access.listWorkspaceIds(ada)).toEqual([genomics]);
  });

  test("a collaborator sees nothing of a shared workspace", async () => {
    const { rows, alpha, ada, genomics, commons, may } = await stage();
    const member = await rows.member(alpha, ada, "collaborator");
    await rows.participant(genomics, { member }, "view");

    expect([await may(genomics), await may(commons)]).toEqual([permissionsOf("view"), undefined]);
  });

  test("an owner of the organization may everything in all its workspaces", async () => {
    const { rows, alpha, ada, genomics, commons, access, may } = await stage();
    await rows.member(alpha, ada, "owner");

    expect([await may(genomics), await may(commons)]).toEqual([permissionsOf("owner"), permissionsOf("owner")]);
    expect(await access.listWorkspaceIds(ada)).toEqual([genomics, commons]);
  });

  test("direct role, team role and custom role add up, and each has its source", async () => {
    const { rows, alpha, ada, genomics, access, may } = await stage();
    const member = await rows.member(alpha, ada, "member");
    const team = await rows.team(alpha, "curators");
    await rows.teamMember(team, member);
    await rows.customRole(alpha, "Key-Keeper", ["credentials:write"]);
    await rows.participant(genomics, { member }, "view");
    await rows.participant(genomics, { team }, "key-keeper");

    expect(await may(genomics)).toEqual(new Set([...permissionsOf("view"), "credentials:write"]));
    expect((await access.findRights(ada, genomics))?.roles).toEqual([
      { role: "view", source: { kind: "direct" } },
      {
        role: { name: "Key-Keeper", permissions: new Set(["credentials:write"]) },
        source: { kind: "team", teamId: team, teamName: "curators" },
      },
    ]);
    expect(await access.listWorkspaceIds(ada)).toEqual([genomics]);
  });

  test("a role that is gone gives nothing, and a word that is no permission neither", async () => {
    const { database, rows, alpha, ada, genomics, may } = await stage();
    const member = await rows.member(alpha, ada, "member");
    await rows.participant(genomics, { member }, "gone");
    const before = await may(genomics);
    const row = { organization_id: alpha, name: "gone", name_key: "gone", description: "", created_at: 1, updated_at: 1 };
    await database.query
      .insertInto("custom_roles")
      .values({ ...row, permissions: '["workflow:read","workflow:fly"]' })
      .execute();
    clock.advance(1001);

    expect([before, await may(genomics)]).toEqual([undefined, new Set(["workflow:read"])]);
  });

  test("what changed counts after a second at the latest, and at once when it is said", async () => {
    const { rows, alpha, ada, genomics, access, may } = await stage();
    const member = await rows.member(alpha, ada, "member");
    await may(genomics);
    await rows.participant(genomics, { member }, "view");

    const remembered = await may(genomics);
    access.forget();
    const fresh = await may(genomics);

    expect([remembered, fresh]).toEqual([undefined, permissionsOf("view")]);
  });

  test("everybody in the organization and everybody named is told once of a change, and judged anew", async () => {
    const { database, live, rows, alpha, ada, genomics, access, may } = await stage();
    const [ben, cleo, dora] = [await addUser(database, "ben"), await addUser(database, "cleo"), await addUser(database, "dora")];
    for (const user of [ada, ben]) await rows.member(alpha, user, "member");
    await rows.member(await rows.organization("beta"), dora, "owner");
    const told: string[] = [];
    const names = { ada, ben, cleo, dora };
    for (const [name, user] of Object.entries(names)) live.subscribe(user, (event) => void told.push(`${name} ${event.type}`));
    await may(genomics, cleo);
    await rows.participant(genomics, { member: await rows.member(alpha, cleo, "collaborator") }, "view");

    await access.changed({ organizationId: alpha, userIds: [ben, toUserId(4711)] });

    expect(await may(genomics, cleo)).toEqual(permissionsOf("view"));
    await expect.poll(() => told.toSorted()).toEqual(["ada access", "ben access", "cleo access"]);
  });

  test("a change that pages cannot be told of has happened all the same", async () => {
    const { database, live, ada } = await stage();
    const away = new Proxy(database, {
      get: (target, key) => {
        if (key === "query") throw Object.assign(new Error("no room left"), { code: "SQLITE_FULL" });
        return Reflect.get(target, key) as unknown;
      },
    });
    const told: string[] = [];
    live.subscribe(ada, ({ type }) => void told.push(type));

    await new AccessService({ database: away, clock, live }).changed({ organizationId: 1, userIds: [ada] });

    await expect.poll(() => told).toEqual(["access"]);
  });

  test("deleted workspaces and organizations are not found", async () => {
    const { database, rows, alpha, ada, genomics, commons, access, may } = await stage();
    await rows.member(alpha, ada, "owner");
    await database.query.updateTable("workspaces").set({ deleted_at: 1 }).where("id", "=", genomics).execute();
    const [gone, still] = [await may(genomics), await may(commons)];
    await database.query.updateTable("organizations").set({ deleted_at: 1 }).execute();
    access.forget();

    expect([gone, still]).toEqual([undefined, permissionsOf("owner")]);
    expect([await may(commons), await access.findOrganization(ada, alpha), await access.listWorkspaceIds(ada)]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  test("who wants to change a place waits for who deletes it, and then does not find it", async () => {
    const { database, alpha, genomics, access } = await stage();
    const attempts: Readonly<Record<string, (query: Query) => Promise<unknown>>> = {
      "organization.not_found": (query) => access.holdOrganization(query, alpha),
      "workspace.not_found": (query) => access.holdWorkspace(query, genomics),
    };
    for (const [code, attempt] of Object.entries(attempts)) {
      await database.query.updateTable("organizations").set({ deleted_at: null }).execute();
      let late = Promise.resolve<unknown>(undefined);
      await database.transaction(async ({ query }) => {
        await access.holdOrganization(query, alpha);
        late = database.transaction((other) => attempt(other.query)).catch((error: unknown) => error);
        await somebodyWaits(database);
        await query.updateTable("organizations").set({ deleted_at: 1 }).execute();
      });
      expect(await late).toMatchObject({ code });
    }
  });

  test("what is put into a workspace keeps it from being deleted, and does not keep others out", async () => {
    const { database, genomics, access } = await stage();
    const home: Home = { kind: "workspace", workspaceId: toWorkspaceId(genomics) };
    const order: string[] = [];
    let [deleting, launching] = [Promise.resolve(), Promise.resolve()];

    await database.transaction(async ({ query }) => {
      await access.holdHome(query, home);
      launching = database.transaction((other) => access.holdHome(other.query, home));
      // SQLite lets the next transaction begin when this one has ended.
      if (database.engine === "postgres") await launching;
      deleting = database.transaction(async (other) => {
        await access.holdWorkspace(other.query, genomics);
        order.push("deleted");
        await other.query.updateTable("workspaces").set({ deleted_at: 1 }).execute();
      });
      await somebodyWaits(database);
      order.push("launched");
    });
    await Promise.all([launching, deleting]);

    expect(order).toEqual(["launched", "deleted"]);
    await expect(access.holdHome(database.query, home)).rejects.toMatchObject({ code: "workspace.not_found" });
    await expect(access.holdWorkspace(database.query, 4711)).rejects.toMatchObject({ code: "workspace.not_found" });
  });

  test("an administrator of the server sees an organization, and none of its workspaces", async () => {
    const { database, alpha, ada, genomics, access, may } = await stage();
    const asStranger = await access.findOrganization(ada, alpha);
    access.forget();
    await database.query.updateTable("users").set({ is_administrator: 1 }).where("id", "=", ada).execute();

    expect(asStranger).toBeUndefined();
    expect(await access.findOrganization(ada, alpha)).toMatchObject({ name: "alpha", role: undefined });
    expect(await may(genomics)).toBeUndefined();
  });

  test("who changes an organization waits for whoever holds it", async () => {
    const { database, alpha, access } = await stage();
    const order: string[] = [];
    let second: Promise<unknown> = Promise.resolve();

    await database.transaction(async ({ query }) => {
      await access.holdOrganization(query, alpha);
      second = database.transaction(async (later) => {
        await access.holdOrganization(later.query, alpha);
        order.push("second");
      });
      for (let turn = 0; turn < 20; turn += 1) await query.selectFrom("users").select("id").execute();
      order.push("first");
    });
    await second;

    expect(order).toEqual(["first", "second"]);
  });

  test("an organization that is deleted or was never there cannot be held", async () => {
    const { database, alpha, access } = await stage();
    await database.query.updateTable("organizations").set({ deleted_at: 1 }).execute();

    for (const id of [alpha, 4711]) {
      const held = database.transaction(({ query }) => access.holdOrganization(query, id));
      await expect(held).rejects.toMatchObject({ code: "organization.not_found", message: `Organization ${String(id)} not found.` });
    }
  });

  test("what is put into a place holds it, and finds out when it is gone", async () => {
    const { database, genomics, alpha, ada, access } = await stage();
    const hold = (home: Home) => database.transaction(({ query }) => access.holdHome(query, home));
    const [workspace, person] = [
      { kind: "workspace", workspaceId: toWorkspaceId(genomics) },
      { kind: "personal", userId: ada },
    ] as const;
    await hold(workspace);
    await hold(person);

    await database.query.updateTable("organizations").set({ deleted_at: 2 }).where("id", "=", alpha).execute();
    await database.query.updateTable("users").set({ deleted_at: 2 }).where("id", "=", ada).execute();

    await expect(hold(workspace)).rejects.toMatchObject({ code: "workspace.not_found" });
    await expect(hold(person)).rejects.toMatchObject({ code: "user.not_found" });
  });
});
