import { permissionsOf, toParticipantId, toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openGenomics, openPeople } from "../../testing/people-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

describeWithDatabases("participants", ({ open, clock }) => {
  const stage = async () => openGenomics(await open(), clock);

  test("are listed by name with what they are, by page and by the beginning of a name or an address", async () => {
    const { participants, rows, genomics, join, part, curators, actor } = await stage();
    await part(await join("colin", "collaborator"), "view");
    await rows.participant(genomics, { team: curators }, "maintain");
    const found = async (search: Parameters<typeof participants.list>[1]) => {
      const { rows: page, total } = await participants.list(actor.place, search);
      return [page.map(({ userName, teamName }) => userName ?? teamName), total];
    };

    expect(await found({})).toEqual([["abe", "ben", "colin", "curators"], 4]);
    expect(await found({ max: 2, offset: 1 })).toEqual([["ben", "colin"], 4]);
    expect([await found({ search: "CURA" }), await found({ search: "colin@" }), await found({ search: "urators" })]).toEqual([
      [["curators"], 1],
      [["colin"], 1],
      [[], 0],
    ]);
    const { rows: all } = await participants.list(actor.place, { offset: 2 });
    expect(all).toMatchObject([
      { userName: "colin", organizationRole: "collaborator", teamId: null, role: "view" },
      { userName: null, memberId: null, organizationRole: null, teamId: curators, teamName: "curators", role: "maintain" },
    ]);
  });

  test("come in as a member, a team, or by name or address, and may launch", async () => {
    const { participants, curators, cleo, actor, may, list, acts, database } = await stage();
    const stranger = await addUser(database, "stranger");

    const first = await participants.add(actor, { memberId: cleo.memberId });
    await participants.add(actor, { teamId: curators });
    await participants.add(actor, { userNameOrEmail: "stranger" });
    await participants.add(actor, { userNameOrEmail: "dora@lab.example" });

    expect(first).toMatchObject({ memberId: cleo.memberId, userName: "cleo", role: "launch" });
    expect(await may(cleo)).toEqual(permissionsOf("launch"));
    expect(await list()).toEqual(["abe admin", "ben launch", "cleo launch", "curators launch", "dora launch", "stranger launch"]);
    const outsiders = await database.query
      .selectFrom("organization_members")
      .select("user_id")
      .where("role", "=", "collaborator")
      .execute();
    expect(outsiders.map((row) => row.user_id)).toEqual([stranger, expect.any(Number)]);
    expect(await acts()).toEqual([
      ...["participant.create cleo", "participant.create curators", "member.create stranger", "participant.create stranger"],
      ...["user.create dora", "invitation.create dora", "member.create dora", "participant.create dora"],
    ]);
  });

  test("are there once: again is refused, by whatever name", async () => {
    const { participants, ben, curators, actor, list } = await stage();
    await participants.add(actor, { teamId: curators });
    const before = await list();

    for (const request of [{ memberId: ben.memberId }, { userNameOrEmail: "ben" }, { userNameOrEmail: "BEN@example.org" }]) {
      await expect(participants.add(actor, request)).rejects.toMatchObject({
        code: "participant.exists",
        message: "ben is already a participant of alpha/genomics.",
      });
    }
    const again = participants.add(actor, { teamId: curators });
    await expect(again).rejects.toMatchObject({ message: "The team curators is already a participant of alpha/genomics." });
    expect(await list()).toEqual(before);
  });

  test("who are unknown or of another organization are not found, and nobody is let in", async () => {
    const { participants, rows, join, actor, list, acts } = await stage();
    const beta = await rows.organization("beta");
    const stranger = await join("stranger", "member", beta);
    const team = await rows.team(beta, "curators");

    for (const memberId of [stranger.memberId, 4711]) {
      const refusal = { code: "member.not_found", message: `Member ${String(memberId)} not found.` };
      await expect(participants.add(actor, { memberId })).rejects.toMatchObject(refusal);
    }
    for (const teamId of [team, 4711]) {
      await expect(participants.add(actor, { teamId })).rejects.toMatchObject({
        code: "team.not_found",
        message: `Team ${String(teamId)} not found.`,
      });
    }
    await expect(participants.add(actor, { userNameOrEmail: "nobody" })).rejects.toMatchObject({
      code: "user.not_found",
      fields: ["userNameOrEmail"],
    });
    expect([await list(), await acts()]).toEqual([["abe admin", "ben launch"], []]);
  });

  test("get another role, one that the organization made too, and it counts at once", async () => {
    const { participants, rows, alpha, benIn, ben, actor, may, list, acts } = await stage();
    await rows.customRole(alpha, "Key-Keeper", ["credentials:write", "workspace:read"]);

    await participants.changeRole(actor, benIn, "Key-keeper");
    const asKeeper = [await list(), await may(ben)];
    await participants.changeRole(actor, benIn, "Maintain");
    await participants.changeRole(actor, benIn, "maintain");

    expect(asKeeper).toEqual([["abe admin", "ben Key-Keeper"], new Set(["credentials:write", "workspace:read"])]);
    expect([await list(), await may(ben)]).toEqual([["abe admin", "ben maintain"], permissionsOf("maintain")]);
    expect(await acts()).toEqual(["participant.change_role ben", "participant.change_role ben"]);
  });

  test("get no role that there is not, nor one of another organization", async () => {
    const { participants, rows, benIn, actor, list } = await stage();
    await rows.customRole(await rows.organization("beta"), "theirs", ["workspace:read"]);

    for (const role of ["theirs", "boss", "organization:write"]) {
      const refusal = { code: "role.not_found", message: `Role ${role} not found.`, fields: ["role"] };
      await expect(participants.changeRole(actor, benIn, role)).rejects.toMatchObject(refusal);
    }
    expect(await list()).toEqual(["abe admin", "ben launch"]);
  });

  test("are put out by their number or by their person's, and lose what was limited to them", async () => {
    const { database, participants, rows, genomics, ben, benIn, cleo, part, actor, may, acts } = await stage();
    await part(cleo, "view");
    const credential = await rows.credential(genomics, ben.userId, "cluster");
    for (const { userId } of [ben, cleo]) await rows.useGrant({ credential }, { user: userId });

    await participants.remove(actor, benIn);
    await participants.removeUser(actor, cleo.userId);

    expect([await may(ben), await may(cleo)]).toEqual([undefined, undefined]);
    expect(await database.query.selectFrom("use_grants").selectAll().execute()).toEqual([]);
    expect(await acts()).toEqual(["participant.delete ben", "participant.delete cleo"]);
    await expect(participants.remove(actor, benIn)).rejects.toMatchObject({ code: "participant.not_found" });
    await expect(participants.removeUser(actor, ben.userId)).rejects.toMatchObject({
      code: "participant.not_found",
      message: "Participant ben not found.",
    });
  });

  test("who still take part through a team keep what is limited to them", async () => {
    const { database, participants, rows, genomics, ben, benIn, curators, actor, may } = await stage();
    await rows.teamMember(curators, ben.memberId);
    const teamIn = toParticipantId(await rows.participant(genomics, { team: curators }, "view"));
    await rows.useGrant({ environment: await rows.environment(genomics, ben.userId, "cluster") }, { user: ben.userId });
    const grants = () => database.query.selectFrom("use_grants").selectAll().execute();

    await participants.remove(actor, benIn);
    const [byTeam, kept] = [await may(ben), await grants()];
    await participants.remove(actor, teamIn);

    expect([byTeam, kept.length]).toEqual([permissionsOf("view"), 1]);
    expect([await may(ben), await grants()]).toEqual([undefined, []]);
  });

  test("who take part only through a team, or because they own the organization, cannot be put out one by one", async () => {
    const { participants, rows, genomics, cleo, ada, curators, actor, inWorkspace } = await stage();
    await rows.teamMember(curators, cleo.memberId);
    await rows.participant(genomics, { team: curators }, "view");
    const words = "takes part in alpha/genomics only through";

    const byTeam = { code: "participant.indirect", message: `cleo ${words} the team curators.` };
    await expect(participants.removeUser(actor, cleo.userId)).rejects.toMatchObject(byTeam);
    await expect(participants.leave(await inWorkspace(cleo.userId))).rejects.toMatchObject(byTeam);
    await expect(participants.leave(await inWorkspace(ada.userId))).rejects.toMatchObject({
      code: "participant.indirect",
      message: `ada ${words} owning the organization.`,
    });
  });

  test("may leave by themselves, and see nothing any more", async () => {
    const { participants, live, ben, inWorkspace, may, acts } = await stage();
    const actor = await inWorkspace(ben.userId);
    const told: string[] = [];
    live.subscribe(ben.userId, ({ type }) => void told.push(type));

    await participants.leave(actor);

    expect(await may(ben)).toBeUndefined();
    await expect.poll(() => told).toEqual(["access"]);
    expect(await acts()).toEqual(["participant.delete ben"]);
    await expect(participants.leave(actor)).rejects.toMatchObject({ code: "workspace.not_found" });
  });

  test("of another workspace, and people of another organization, look as if there were none", async () => {
    const { participants, rows, alpha, ben, join, actor, list, acts } = await stage();
    const imaging = await rows.workspace(alpha, "imaging");
    const foreign = toParticipantId(await rows.participant(imaging, { member: ben.memberId }, "view"));
    const stranger = await join("stranger", "owner", await rows.organization("beta"));

    for (const id of [foreign, toParticipantId(4711)]) {
      const refusal = { code: "participant.not_found", message: `Participant ${String(id)} not found.` };
      await expect(participants.changeRole(actor, id, "view")).rejects.toMatchObject(refusal);
      await expect(participants.remove(actor, id)).rejects.toMatchObject(refusal);
    }
    for (const id of [stranger.userId, toUserId(4711)]) {
      await expect(participants.removeUser(actor, id)).rejects.toMatchObject({
        code: "user.not_found",
        message: `User ${String(id)} not found.`,
      });
    }
    expect([await list(), await acts()]).toEqual([["abe admin", "ben launch"], []]);
  });

  test("beyond the limit are refused, and nobody is invited for nothing", async () => {
    const { database, participants, rows, genomics, ada, inWorkspace } = await openPeople(await open(), clock, { participants: 1 });
    await rows.participant(genomics, { member: ada.memberId }, "owner");

    const added = participants.add(await inWorkspace(ada.userId), { userNameOrEmail: "dora@lab.example" });

    await expect(added).rejects.toMatchObject({ code: "organization.limit_reached" });
    expect(await database.query.selectFrom("users").select("id").execute()).toHaveLength(1);
  });
});
