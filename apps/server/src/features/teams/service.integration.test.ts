import { permissionsOf, toMemberId, toTeamId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openPeople } from "../../testing/people-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

describeWithDatabases("teams", ({ open, clock }) => {
  /** Ada owns alpha, Ben is a member, Colin a collaborator; the team curators may maintain genomics. */
  async function stage() {
    const scene = await openPeople(await open(), clock);
    const [ben, colin] = [await scene.join("ben", "member"), await scene.join("colin", "collaborator")];
    const curators = toTeamId(await scene.rows.team(scene.alpha, "curators"));
    await scene.rows.participant(scene.genomics, { team: curators }, "maintain");
    return { ...scene, ben, colin, curators, actor: await scene.inOrganization(scene.ada.userId) };
  }

  test("are made, found by part of their name, and listed with how many are in them", async () => {
    const { teams, rows, actor, curators, ben, acts } = await stage();
    const made = await teams.create(actor, { team: { name: "Wet-Lab", description: "pipettes" } });
    await rows.teamMember(curators, ben.memberId);
    const found = async (search: string) => (await teams.list(actor.organization, { search })).rows.map(({ name }) => name);

    expect(made).toMatchObject({ name: "Wet-Lab", description: "pipettes", membersCount: 0, created_at: clock.now() });
    const { rows: all, total } = await teams.list(actor.organization, {});
    expect([all.map(({ name, membersCount }) => [name, membersCount]), total]).toEqual([
      [
        ["curators", 1],
        ["Wet-Lab", 0],
      ],
      2,
    ]);
    expect([await found("LAB"), await found("c"), await found("%")]).toEqual([["Wet-Lab"], ["curators"], []]);
    expect(await teams.list(actor.organization, { max: 1, offset: 1 })).toMatchObject({ rows: [{ name: "Wet-Lab" }], total: 2 });
    expect(await acts()).toEqual(["team.create Wet-Lab"]);
  });

  test("of one name there is one, whatever its case, and a name has a form", async () => {
    const { teams, actor, acts } = await stage();

    const taken = { code: "team.name_taken", message: "A team named CURATORS already exists." };
    await expect(teams.create(actor, { team: { name: "CURATORS" } })).rejects.toMatchObject({ ...taken, fields: ["team.name"] });
    await expect(teams.checkName(actor.organization, "CURATORS")).rejects.toMatchObject({ ...taken, fields: ["name"] });
    for (const name of ["a", "a b", "-ab", "x".repeat(40), "ab\n"]) {
      await expect(teams.create(actor, { team: { name } })).rejects.toMatchObject({ code: "team.name_invalid", fields: ["team.name"] });
      await expect(teams.checkName(actor.organization, name)).rejects.toMatchObject({ code: "team.name_invalid", fields: ["name"] });
    }
    await expect(teams.checkName(actor.organization, "free")).resolves.toBeUndefined();
    expect(await acts()).toEqual([]);
  });

  test("are changed in what is sent; an empty text takes away, and the same name in another case is no other team's", async () => {
    const { teams, actor, curators, rows, alpha } = await stage();
    await rows.team(alpha, "wet-lab");
    const now = () => teams.get(actor.organization, curators);

    await teams.update(actor, curators, { description: "of samples" });
    const described = await now();
    await teams.update(actor, curators, { name: "Curators", description: null });
    const renamed = await now();
    await teams.update(actor, curators, { description: "" });

    expect(described).toMatchObject({ name: "curators", description: "of samples" });
    expect(renamed).toMatchObject({ name: "Curators", description: "of samples" });
    expect(renamed.updated_at).toBeGreaterThan(described.updated_at);
    expect((await now()).description).toBeNull();
    await expect(teams.update(actor, curators, { name: "Wet-Lab" })).rejects.toMatchObject({ code: "team.name_taken", fields: ["name"] });
    await expect(teams.update(actor, curators, { name: "x" })).rejects.toMatchObject({ code: "team.name_invalid", fields: ["name"] });
  });

  test("that are changed into what they are stay as they are, and nothing is on record", async () => {
    const { teams, actor, curators, acts } = await stage();
    const before = await teams.get(actor.organization, curators);

    await teams.update(actor, curators, { name: "curators", description: "" });

    expect([await teams.get(actor.organization, curators), await acts()]).toEqual([before, []]);
  });

  test("that somebody else changed meanwhile are not changed again by who has not seen it", async () => {
    const { teams, actor, curators } = await stage();
    const seen = new Date((await teams.get(actor.organization, curators)).updated_at).toISOString();
    await teams.update(actor, curators, { description: "first", lastUpdated: seen });

    const late = teams.update(actor, curators, { description: "second", lastUpdated: seen });

    await expect(late).rejects.toMatchObject({ code: "request.outdated", fields: ["lastUpdated"] });
    expect(await teams.get(actor.organization, curators)).toMatchObject({ description: "first" });
  });

  test("have no picture that was never sent, and follow no group of an identity provider", async () => {
    const { teams, actor, curators } = await stage();

    for (const attempt of [
      () => teams.create(actor, { team: { name: "new" }, avatarId: "unknown" }),
      () => teams.update(actor, curators, { avatarId: "unknown" }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ message: "Avatar unknown not found.", fields: ["avatarId"] });
    }
    for (const attempt of [
      () => teams.create(actor, { team: { name: "new" }, idpGroupId: 7 }),
      () => teams.update(actor, curators, { idpGroupId: 7 }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "request.invalid", fields: ["idpGroupId"] });
    }
  });

  test("let their members take part, collaborators too, from the moment on that they are in", async () => {
    const { teams, access, actor, curators, genomics, ben, colin, acts } = await stage();
    const may = async ({ userId }: typeof ben) => (await access.findWorkspace(userId, genomics))?.permissions;
    expect([await may(ben), await may(colin)]).toEqual([undefined, undefined]);

    const added = await teams.addMember(actor, curators, "ben");
    await teams.addMember(actor, curators, "COLIN@example.org");

    expect(added).toMatchObject({ memberId: ben.memberId, userName: "ben", role: "member" });
    expect([await may(ben), await may(colin)]).toEqual([permissionsOf("maintain"), permissionsOf("maintain")]);
    await teams.removeMember(actor, curators, toMemberId(ben.memberId));
    expect([await may(ben), await may(colin)]).toEqual([undefined, permissionsOf("maintain")]);
    expect(await teams.listMembers(actor.organization, curators, {})).toMatchObject({ total: 1, rows: [{ userName: "colin" }] });
    expect(await teams.listMembers(actor.organization, curators, { search: "be" })).toEqual({ total: 0, rows: [] });
    expect(await acts()).toEqual(["team_member.create curators", "team_member.create curators", "team_member.delete curators"]);
  });

  test("take nobody twice, and nobody who is not in the organization", async () => {
    const { database, teams, actor, curators, ben, acts } = await stage();
    await addUser(database, "stranger");
    await teams.addMember(actor, curators, "ben");

    await expect(teams.addMember(actor, curators, "ben@example.org")).rejects.toMatchObject({
      code: "team.member_exists",
      message: "ben is already a member of the team curators.",
    });
    for (const name of ["stranger", "nobody", "nobody@example.org"]) {
      const refusal = { code: "user.not_found", message: `User ${name} not found.`, fields: ["userNameOrEmail"] };
      await expect(teams.addMember(actor, curators, name)).rejects.toMatchObject(refusal);
    }
    await teams.removeMember(actor, curators, toMemberId(ben.memberId));
    await expect(teams.removeMember(actor, curators, toMemberId(ben.memberId))).rejects.toMatchObject({
      code: "member.not_found",
      message: `Member ${String(ben.memberId)} not found.`,
    });
    expect(await acts()).toHaveLength(2);
  });

  test("that go take with them what their members had through them", async () => {
    const { database, teams, access, rows, actor, curators, genomics, ben, acts } = await stage();
    await rows.teamMember(curators, ben.memberId);
    await rows.useGrant({ credential: await rows.credential(genomics, ben.userId, "cluster") }, { user: ben.userId });

    await teams.remove(actor, curators);

    expect(await access.findWorkspace(ben.userId, genomics)).toBeUndefined();
    expect(await database.query.selectFrom("use_grants").selectAll().execute()).toEqual([]);
    expect(await acts()).toEqual(["team.delete curators"]);
    await expect(teams.get(actor.organization, curators)).rejects.toMatchObject({ code: "team.not_found" });
  });

  test("stay while the use of something is limited to them, and the answer says of what", async () => {
    const { database, teams, rows, actor, curators, genomics, ada, acts } = await stage();
    await rows.useGrant({ credential: await rows.credential(genomics, ada.userId, "cluster-key") }, { team: curators });
    await rows.useGrant({ environment: await rows.environment(genomics, ada.userId, "big-memory") }, { team: curators });

    await expect(teams.remove(actor, curators)).rejects.toMatchObject({
      code: "team.in_use",
      message: "The team curators is named by what is limited to it: cluster-key, big-memory.",
      conflicts: [
        { type: "credentials", id: "cluster-key", name: "cluster-key" },
        { type: "computeEnv", id: "big-memory", name: "big-memory" },
      ],
    });
    expect(await acts()).toEqual([]);
    // What is deleted limits nothing any more.
    await database.query.updateTable("credentials").set({ deleted_at: 1 }).execute();
    await database.query.updateTable("compute_envs").set({ deleted_at: 1 }).execute();
    await teams.remove(actor, curators);
  });

  test("show where they take part to those who may see it", async () => {
    const { teams, rows, alpha, genomics, actor, curators, ben, inOrganization } = await stage();
    const [commons, imaging] = [await rows.workspace(alpha, "commons", "SHARED"), await rows.workspace(alpha, "imaging")];
    await rows.customRole(alpha, "Key-Keeper", ["credentials:write"]);
    await rows.participant(commons, { team: curators }, "key-keeper");
    await rows.participant(imaging, { team: curators }, "view");
    await rows.participant(genomics, { member: ben.memberId }, "view");
    const names = async (who: typeof actor, search = "") => {
      const { rows: places, total } = await teams.listWorkspaces(who, curators, { search });
      return [places.map(({ workspaceName, role }) => `${workspaceName} ${role}`), total];
    };

    expect(await names(actor)).toEqual([["commons Key-Keeper", "genomics maintain", "imaging view"], 3]);
    expect(await names(actor, "NOM")).toEqual([["genomics maintain"], 1]);
    expect(await names(await inOrganization(ben.userId))).toEqual([["commons Key-Keeper", "genomics maintain"], 2]);
  });

  test("of another organization look as if there were none", async () => {
    const { teams, rows, actor, acts } = await stage();
    const foreign = toTeamId(await rows.team(await rows.organization("beta"), "curators"));

    for (const id of [foreign, toTeamId(4711)]) {
      for (const attempt of [
        () => teams.get(actor.organization, id),
        () => teams.update(actor, id, { name: "mine" }),
        () => teams.remove(actor, id),
        () => teams.listMembers(actor.organization, id, {}),
        () => teams.addMember(actor, id, "ben"),
        () => teams.removeMember(actor, id, toMemberId(1)),
        () => teams.listWorkspaces(actor, id, {}),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: "team.not_found", message: `Team ${String(id)} not found.` });
      }
    }
    expect(await acts()).toEqual([]);
  });

  test("beyond the limit are refused, also when two ask for the last place at once", async () => {
    const { teams, ada, inOrganization } = await openPeople(await open(), clock, { teams: 1 });
    const actor = await inOrganization(ada.userId);

    const both = await Promise.allSettled(["wet-lab", "dry-lab"].map((name) => teams.create(actor, { team: { name } })));

    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "organization.limit_reached" } });
  });
});
