import { toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import type { SessionCaller } from "../../http/caller.ts";
import { openAccountScene } from "../../testing/accounts-scene.fixture.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";

const as = (userId: UserId, isAdministrator = false): SessionCaller => ({ kind: "session", userId, isAdministrator, sessionHash: "" });

describeWithDatabases("a person who is removed", ({ open, clock }) => {
  test("leaves memberships, tokens, sessions and all that was theirs, and stays readable", async () => {
    const scene = await openAccountScene(await open(), clock);
    const { removals, database, rows, tokens, links, emptied, stopped, told, add, rosa } = scene;
    const [ada, olga] = [await add("ada"), await add("olga")];
    const { query } = database;
    await query.updateTable("users").set({ first_name: "Ada", description: "d", avatar_id: "face" }).where("id", "=", ada).execute();
    await query
      .insertInto("avatars")
      .values({ id: "face", user_id: ada, media_type: "image/png", bytes: Buffer.from([1]), created_at: 1 })
      .execute();
    const alpha = await rows.organization("alpha");
    await rows.member(alpha, olga, "owner");
    const member = await rows.member(alpha, ada, "owner");
    const [workspace, team] = [await rows.workspace(alpha, "genomics"), await rows.team(alpha, "curators")];
    await rows.participant(workspace, { member }, "launch");
    await rows.teamMember(team, member);
    const grant = { target_kind: "credential", target_id: "x", grantee_kind: "user", grantee_id: ada, created_at: 1 } as const;
    await query.insertInto("use_grants").values(grant).execute();
    const { text } = await tokens.create(ada, "laptop");
    await database.transaction(({ query: inside }) => links.create(inside, { purpose: "password-reset", userId: ada, by: rosa }));

    await removals.remove(as(rosa, true), ada);

    const row = await query.selectFrom("users").selectAll().where("id", "=", ada).executeTakeFirst();
    expect(row).toMatchObject({
      ...{ email: `none-${String(ada)}@removed.invalid`, user_name: `ada-removed-${String(ada)}`, deleted_at: clock.now() },
      ...{ first_name: null, description: null, avatar_id: null, password_hash: null, is_disabled: 1, is_administrator: 0 },
    });
    for (const table of [
      "team_members",
      "participants",
      "use_grants",
      "tokens",
      "sessions",
      "known_devices",
      "setup_links",
      "avatars",
    ] as const) {
      expect([table, await query.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
    }
    const members = await query.selectFrom("organization_members").select("user_id").execute();
    expect(members).toEqual([{ user_id: olga }]);
    expect(emptied).toEqual([
      `environment ${JSON.stringify({ kind: "personal", userId: ada })}`,
      `credential ${JSON.stringify({ kind: "personal", userId: ada })}`,
    ]);
    expect([stopped, told]).toEqual([[ada], [{ userIds: [ada] }, { organizationId: alpha }]]);
    expect(await tokens.findCaller(text)).toBeUndefined();
    const trail = await query.selectFrom("audit_entries").select(["action", "target_name", "organization_id"]).orderBy("id").execute();
    expect(trail.slice(-4)).toEqual([
      { action: "environment.delete", target_name: null, organization_id: null },
      { action: "credential.delete", target_name: null, organization_id: null },
      { action: "member.delete", target_name: "ada", organization_id: alpha },
      { action: "user.delete", target_name: "ada", organization_id: null },
    ]);
  });

  test("gives the address and the name back: somebody new may have both", async () => {
    const { accounts, removals, add, rosa } = await openAccountScene(await open(), clock);
    const ada = await add("ada");
    await removals.remove(as(ada), ada);

    const { account } = await accounts.create(rosa, { email: "ada@x.org", userName: "ada" });
    await removals.remove(as(rosa, true), toUserId(account.id));

    expect(account.id).not.toBe(ada);
    await expect(removals.remove(as(rosa, true), ada)).rejects.toMatchObject({ code: "user.not_found" });
  });

  test("is removed by themselves or by an administrator; others do not even learn that they are there", async () => {
    const { removals, database, add } = await openAccountScene(await open(), clock);
    const [ada, eve] = [await add("ada"), await add("eve")];
    const before = await dumpTables(database);

    for (const id of [ada, toUserId(4711)]) {
      await expect(removals.remove(as(eve), id)).rejects.toMatchObject({ code: "user.not_found", message: "User not found." });
    }
    expect(await dumpTables(database)).toBe(before);
    await removals.remove(as(ada), ada);
  });

  test("is not the last owner of an organization; the refusal lists all of these", async () => {
    const { removals, database, rows, add, rosa } = await openAccountScene(await open(), clock);
    const [ada, olga] = [await add("ada"), await add("olga")];
    const [alpha, beta, gamma] = [await rows.organization("alpha"), await rows.organization("beta"), await rows.organization("gamma")];
    for (const organization of [alpha, beta, gamma]) await rows.member(organization, ada, "owner");
    await rows.member(alpha, olga, "member");
    await rows.member(beta, olga, "owner");
    const before = await dumpTables(database);

    await expect(removals.remove(as(rosa, true), ada)).rejects.toMatchObject({
      code: "user.last_owner",
      conflicts: [
        { type: "organization", id: String(alpha), name: "alpha" },
        { type: "organization", id: String(gamma), name: "gamma" },
      ],
    });
    expect(await dumpTables(database)).toBe(before);
  });

  test("has no unfinished runs at home; those in workspaces go on there", async () => {
    const { removals, database, unfinished, add, rosa } = await openAccountScene(await open(), clock);
    const ada = await add("ada");
    unfinished.push({ id: "run1", run_name: "calm_bee", workspace_id: null }, { id: "run2", run_name: "in_seven", workspace_id: 7 });
    const before = await dumpTables(database);

    await expect(removals.remove(as(rosa, true), ada)).rejects.toMatchObject({
      code: "user.has_runs",
      conflicts: [{ type: "workflow", id: "run1", name: "calm_bee" }],
    });
    expect(await dumpTables(database)).toBe(before);
    unfinished.shift();
    await removals.remove(as(rosa, true), ada);
  });

  test("and somebody else who owns the same organization: one of two who go at once stays", async () => {
    const { removals, database, rows, add } = await openAccountScene(await open(), clock);
    const [ada, olga] = [await add("ada"), await add("olga")];
    const alpha = await rows.organization("alpha");
    await rows.member(alpha, ada, "owner");
    await rows.member(alpha, olga, "owner");

    const both = await Promise.allSettled([removals.remove(as(ada), ada), removals.remove(as(olga), olga)]);

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "user.last_owner" } });
    expect(await database.query.selectFrom("organization_members").selectAll().execute()).toHaveLength(1);
  });

  test("takes along what they were given while the removal waited, also in another organization", async () => {
    const { removals, access, database, rows, add } = await openAccountScene(await open(), clock);
    const ada = await add("ada");
    const [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
    await rows.member(alpha, ada, "member");
    let removing = Promise.resolve();
    await database.transaction(async ({ query }) => {
      await access.holdOrganization(query, alpha);
      await query
        .insertInto("organization_members")
        .values({ organization_id: beta, user_id: ada, role: "member", created_at: 1 })
        .execute();
      removing = removals.remove(as(ada), ada);
      await somebodyWaits(database);
    });
    await removing;

    expect(await database.query.selectFrom("organization_members").selectAll().execute()).toEqual([]);
    expect(await database.query.selectFrom("users").select("deleted_at").where("id", "=", ada).executeTakeFirst()).toEqual({
      deleted_at: clock.now(),
    });
  });
});
