import { builtInRoles, permissionsOf, toMemberId, toParticipantId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openPeople } from "../../testing/people-scene.fixture.ts";

const steward = { name: "Data-Steward", description: "Looks after data", permissions: ["dataset:write", "dataset:read", "workspace:read"] };

describeWithDatabases("roles", ({ open, clock }) => {
  /** Ada owns alpha and its workspace genomics; Ben is a member. */
  async function stage(limits = {}) {
    const scene = await openPeople(await open(), clock, limits);
    const ben = await scene.join("ben", "member");
    const actor = await scene.inOrganization(scene.ada.userId);
    const names = async (
      search: Parameters<typeof scene.roles.list>[1] = {},
      organization: typeof actor.organization | undefined = actor.organization,
    ) => {
      const { rows, total } = await scene.roles.list(organization, search);
      return [rows.map(({ name }) => name), total];
    };
    return { ...scene, ben, actor, names };
  }

  test("that are built in come first, the highest on top, then those of the organization", async () => {
    const { roles, actor, names } = await stage();
    await roles.create(actor, { ...steward, name: "porter" });
    await roles.create(actor, steward);

    expect(await names()).toEqual([[...builtInRoles, "Data-Steward", "porter"], 8]);
    expect(await names({ max: 2, offset: 5 })).toEqual([["view", "Data-Steward"], 8]);
    expect([await names({ type: "custom" }), await names({ type: "predefined", max: 1 })]).toEqual([
      [["Data-Steward", "porter"], 2],
      [["owner"], 6],
    ]);
    expect(await names({ name: "STEW" })).toEqual([["Data-Steward"], 1]);
  });

  test("of no organization are the built-in ones, which anybody may look at", async () => {
    const { roles, rows } = await stage();
    await rows.customRole(await rows.organization("beta"), "theirs", ["workspace:read"]);

    expect((await roles.list(undefined, {})).total).toBe(6);
    expect(await roles.get(undefined, "Maintain")).toMatchObject({
      name: "maintain",
      isBuiltIn: true,
      permissions: permissionsOf("maintain"),
    });
    await expect(roles.get(undefined, "theirs")).rejects.toMatchObject({ code: "role.not_found" });
  });

  test("are made of permissions that exist, each once, and described as they were made", async () => {
    const { roles, actor, acts } = await stage();

    const made = await roles.create(actor, { ...steward, permissions: [...steward.permissions, "dataset:read"] });

    const expected = { name: "Data-Steward", description: "Looks after data", permissions: new Set(steward.permissions), isBuiltIn: false };
    expect(made).toMatchObject(expected);
    expect(await roles.get(actor.organization, "data-steward")).toEqual(made);
    expect(await acts()).toEqual(["role.create Data-Steward"]);
  });

  test("of unknown permissions, of none, of a bad or a taken name are refused, and nothing is made", async () => {
    const { roles, actor, names, acts } = await stage();
    await roles.create(actor, steward);

    await expect(roles.create(actor, { ...steward, name: "new", permissions: ["workflow:read", "workflow:fly"] })).rejects.toMatchObject({
      code: "role.permission_unknown",
      message: "Permission workflow:fly not found.",
      fields: ["permissions"],
    });
    await expect(roles.create(actor, { ...steward, name: "new", permissions: [] })).rejects.toMatchObject({ fields: ["permissions"] });
    for (const name of ["Owner", "validate", "permissions", "a b", "x", ""]) {
      await expect(roles.create(actor, { ...steward, name })).rejects.toMatchObject({ code: "role.name_invalid", fields: ["name"] });
      await expect(roles.checkName(actor.organization, name)).rejects.toMatchObject({ code: "role.name_invalid", fields: ["name"] });
    }
    const taken = { code: "role.name_taken", message: "A role named DATA-STEWARD already exists.", fields: ["name"] };
    await expect(roles.create(actor, { ...steward, name: "DATA-STEWARD" })).rejects.toMatchObject(taken);
    await expect(roles.checkName(actor.organization, "DATA-STEWARD")).rejects.toMatchObject(taken);
    await expect(roles.checkName(actor.organization, "free")).resolves.toBeUndefined();
    expect(await names({ type: "custom" })).toEqual([["Data-Steward"], 1]);
    expect(await acts()).toHaveLength(1);
  });

  test("can have the name of a role of another organization", async () => {
    const { roles, rows, actor } = await stage();
    await rows.customRole(await rows.organization("beta"), "data-steward", ["workspace:admin"]);

    const made = await roles.create(actor, steward);

    expect(made.permissions).toEqual(new Set(steward.permissions));
  });

  test("that are built in never change, by whatever spelling", async () => {
    const { roles, actor, acts } = await stage();

    for (const name of [...builtInRoles, "OWNER", "Admin"]) {
      const refusal = { code: "role.built_in", message: `The role ${name.toLowerCase()} is built in and never changes.` };
      await expect(roles.update(actor, name, { description: "mine now" })).rejects.toMatchObject(refusal);
      await expect(roles.remove(actor, name)).rejects.toMatchObject(refusal);
    }
    expect(await acts()).toEqual([]);
  });

  test("change for everybody who holds them, at once", async () => {
    const { roles, access, rows, live, genomics, ben, actor, acts } = await stage();
    await roles.create(actor, steward);
    await rows.participant(genomics, { member: ben.memberId }, "data-steward");
    const may = async () => (await access.findWorkspace(ben.userId, genomics))?.permissions;
    const before = await may();
    const told: string[] = [];
    live.subscribe(ben.userId, ({ type }) => void told.push(type));

    await roles.update(actor, "data-steward", {
      name: "keeper",
      description: "Keeps",
      permissions: ["credentials:write", "workspace:read"],
    });

    expect(before).toEqual(new Set(steward.permissions));
    expect(await may()).toEqual(new Set(["credentials:write", "workspace:read"]));
    await expect.poll(() => told).toEqual(["access"]);
    expect(await acts()).toEqual(["role.create Data-Steward", "role.update Data-Steward"]);
    await expect(roles.get(actor.organization, "data-steward")).rejects.toMatchObject({ code: "role.not_found" });
  });

  test("keep name and permissions that are not sent, and may change the case of their name", async () => {
    const { roles, actor } = await stage();
    await roles.create(actor, steward);

    await roles.update(actor, "data-steward", { description: "Other words" });
    await roles.update(actor, "data-steward", { name: "DATA-steward", description: "Other words" });

    expect(await roles.get(actor.organization, "data-steward")).toMatchObject({
      name: "DATA-steward",
      description: "Other words",
      permissions: new Set(steward.permissions),
    });
  });

  test("that are changed into what they are stay as they are, and nothing more is on record", async () => {
    const { roles, actor, acts } = await stage();
    const made = await roles.create(actor, steward);

    await roles.update(actor, "DATA-STEWARD", { ...steward, permissions: steward.permissions.toReversed() });

    expect([await roles.get(actor.organization, steward.name), await acts()]).toEqual([made, ["role.create Data-Steward"]]);
  });

  test("renamed like another one, with unknown permissions, or after somebody else changed them, stay as they are", async () => {
    const { roles, actor } = await stage();
    await roles.create(actor, { ...steward, name: "porter" });
    const made = await roles.create(actor, steward);
    const seen = new Date(made.updatedAt ?? 0).toISOString();
    await roles.update(actor, steward.name, { description: "First", lastUpdated: seen });
    const before = await roles.get(actor.organization, steward.name);

    const attempts = [
      { change: { name: "Porter" }, code: "role.name_taken" },
      { change: { name: "Owner" }, code: "role.name_invalid" },
      { change: { permissions: ["nothing:real"] }, code: "role.permission_unknown" },
      { change: { lastUpdated: seen }, code: "request.outdated" },
    ];
    for (const { change, code } of attempts) {
      await expect(roles.update(actor, steward.name, { description: "Second", ...change })).rejects.toMatchObject({ code });
    }
    expect(await roles.get(actor.organization, steward.name)).toEqual(before);
  });

  test("that somebody holds are not deleted, and the answer says who does", async () => {
    const { roles, participants, rows, alpha, genomics, ben, actor, ada, inWorkspace } = await stage();
    await roles.create(actor, steward);
    const team = await rows.team(alpha, "curators");
    const benIn = await rows.participant(genomics, { member: ben.memberId }, "data-steward");
    const teamIn = await rows.participant(genomics, { team }, "data-steward");

    await expect(roles.remove(actor, "Data-steward")).rejects.toMatchObject({
      code: "role.in_use",
      message: "The role Data-Steward is held by ben in genomics, team curators in genomics.",
      conflicts: [
        { type: "participant", id: String(benIn), name: "ben in genomics" },
        { type: "participant", id: String(teamIn), name: "team curators in genomics" },
      ],
    });
    const asAda = await inWorkspace(ada.userId);
    for (const id of [benIn, teamIn]) await participants.changeRole(asAda, toParticipantId(id), "view");
    await roles.remove(actor, "Data-steward");
    expect((await roles.list(actor.organization, {})).total).toBe(6);
    await expect(roles.remove(actor, "Data-steward")).rejects.toMatchObject({
      code: "role.not_found",
      message: "Role Data-steward not found.",
    });
  });

  test("are given or deleted, never both", async () => {
    const { database, roles, participants, rows, genomics, ben, actor, ada, inWorkspace } = await stage();
    const id = toParticipantId(await rows.participant(genomics, { member: ben.memberId }, "view"));
    const asAda = await inWorkspace(ada.userId);
    for (let round = 0; round < 4; round += 1) {
      await roles.create(actor, steward);
      const attempts = [() => participants.changeRole(asAda, id, "data-steward"), () => roles.remove(actor, "data-steward")];

      const results = await Promise.allSettled((round % 2 === 0 ? attempts : attempts.toReversed()).map((attempt) => attempt()));

      expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const { role } = await database.query.selectFrom("participants").select("role").executeTakeFirstOrThrow();
      const { total } = await roles.list(actor.organization, { type: "custom" });
      expect([role, total]).toEqual(role === "view" ? ["view", 0] : ["data-steward", 1]);
      await participants.changeRole(asAda, id, "view");
      if (total === 1) await roles.remove(actor, "data-steward");
    }
  });

  test("are made and changed by owners of the organization only, who have everything that a role could give", async () => {
    const { roles, members, rows, genomics, ben, ada, actor, inOrganization, acts } = await stage();
    await roles.create(actor, steward);
    await members.changeRole(actor, toMemberId(ben.memberId), "owner");
    const asOwner = await inOrganization(ben.userId);
    await members.changeRole(await inOrganization(ada.userId), toMemberId(ben.memberId), "member");
    // Also an owner of the workspace, and a holder of the role, cannot make it grow.
    await rows.participant(genomics, { member: ben.memberId }, "owner");

    for (const attempt of [
      () => roles.create(asOwner, { ...steward, name: "mine" }),
      () => roles.update(asOwner, steward.name, { description: "More", permissions: ["workspace:admin"] }),
      () => roles.remove(asOwner, steward.name),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: "auth.permission_missing",
        message: "You need the permission organization:write in the organization alpha.",
      });
    }
    expect(await acts()).toHaveLength(3);
  });

  test("beyond the limit are refused", async () => {
    const { roles, actor } = await stage({ customRoles: 1 });
    await roles.create(actor, steward);

    await expect(roles.create(actor, { ...steward, name: "second" })).rejects.toMatchObject({ code: "organization.limit_reached" });
  });

  test("are made of permissions that can be looked up by part of their name", async () => {
    const { roles } = await stage();

    expect(roles.listPermissions("Credentials:")).toEqual([
      { name: "credentials:delete", category: "Credentials", description: "Delete credentials" },
      { name: "credentials:read", category: "Credentials", description: "See the names of credentials, never their secrets" },
      { name: "credentials:write", category: "Credentials", description: "Add and edit credentials" },
    ]);
    expect(roles.listPermissions()).toHaveLength(63);
  });
});
