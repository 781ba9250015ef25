import { toMemberId, toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { openPeople } from "../../testing/people-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

describeWithDatabases("members", ({ open, clock }) => {
  test("are listed apart from collaborators, in the order of their names, by page and by the beginning of name or address", async () => {
    const { members, join, ada, inOrganization } = await openPeople(await open(), clock);
    for (const name of ["dora", "ben", "benno"]) await join(name, "member");
    await join("colin", "collaborator");
    const { organization } = await inOrganization(ada.userId);
    const names = async (search: Parameters<typeof members.listMembers>[1]) => {
      const { rows, total } = await members.listMembers(organization, search);
      return [rows.map(({ userName }) => userName), total];
    };

    expect(await names({})).toEqual([["ada", "ben", "benno", "dora"], 4]);
    expect(await names({ max: 2, offset: 1 })).toEqual([["ben", "benno"], 4]);
    expect(await names({ offset: 9 })).toEqual([[], 4]);
    expect(await names({ search: "BEN" })).toEqual([["ben", "benno"], 2]);
    expect(await names({ search: "dora@exam" })).toEqual([["dora"], 1]);
    expect([await names({ search: "ora" }), await names({ search: "%" }), await names({ search: "_en" })]).toEqual([
      [[], 0],
      [[], 0],
      [[], 0],
    ]);
    const { rows } = await members.listCollaborators(organization, {});
    expect(rows).toMatchObject([{ userName: "colin", email: "colin@example.org", role: "collaborator" }]);
  });

  test("are added by user name or address, once", async () => {
    const { database, members, ada, inOrganization, acts } = await openPeople(await open(), clock);
    await addUser(database, "ben");
    await addUser(database, "cleo");
    const actor = await inOrganization(ada.userId);

    const ben = await members.add(actor, " Ben ");
    const cleo = await members.add(actor, "Cleo@Example.org");

    expect([ben, cleo]).toMatchObject([
      { userName: "ben", role: "member" },
      { userName: "cleo", role: "member" },
    ]);
    await expect(members.add(actor, "ben@example.org")).rejects.toMatchObject({
      code: "member.exists",
      message: "ben is already a member of alpha.",
      fields: ["user"],
    });
    expect(await acts()).toEqual(["member.create ben", "member.create cleo"]);
  });

  test("who are removed from the server at this moment are not found", async () => {
    const { database, members, ada, inOrganization } = await openPeople(await open(), clock);
    const gone = await addUser(database, "gone");
    const actor = await inOrganization(ada.userId);

    const adding = await database.transaction(async ({ query }) => {
      await query.updateTable("users").set({ deleted_at: 1, user_name: "gone-removed" }).where("id", "=", gone).execute();
      const attempt = Promise.allSettled([members.add(actor, "gone")]);
      await Promise.race([attempt, somebodyWaits(database)]);
      return { attempt };
    });

    expect(await adding.attempt).toMatchObject([{ status: "rejected", reason: { code: "user.not_found" } }]);
    expect(await database.query.selectFrom("organization_members").select("user_id").execute()).toEqual([{ user_id: ada.userId }]);
  });

  test("who have no account are invited by their address, and a name that nobody has is not found", async () => {
    const { members, ada, inOrganization, acts } = await openPeople(await open(), clock);
    const actor = await inOrganization(ada.userId);

    const dora = await members.add(actor, "dora@lab.example");

    expect(dora).toMatchObject({ userName: "dora", email: "dora@lab.example", role: "member" });
    expect(await acts()).toEqual(["user.create dora", "invitation.create dora", "member.create dora"]);
    await expect(members.add(actor, "nobody")).rejects.toMatchObject({
      code: "user.not_found",
      message: "User nobody not found.",
      fields: ["user"],
    });
    await expect(members.add(actor, "no@body@x y")).rejects.toMatchObject({ code: "request.invalid", fields: ["user"] });
    expect(await acts()).toHaveLength(3);
  });

  test("can be invited with a link, and again until they have used it", async () => {
    const { database, members, ada, inOrganization } = await openPeople(await open(), clock);
    await addUser(database, "ben");
    await database.query.updateTable("users").set({ password_hash: "x" }).where("user_name", "=", "ben").execute();
    const actor = await inOrganization(ada.userId);

    const first = await members.invite(actor, { email: "dora@lab.example", role: "owner" });
    const again = await members.invite(actor, { email: "Dora@lab.example", role: "member" });
    const ben = await members.invite(actor, { email: "ben@example.org", role: "member" });

    expect(first.invitation?.link).toMatch(/^[\w-]{32}$/);
    expect(again.invitation?.link).not.toBe(first.invitation?.link);
    expect([first.member.role, again.member, ben.invitation]).toEqual(["owner", first.member, null]);
    await expect(members.invite(actor, { email: "ben@example.org", role: "owner" })).rejects.toMatchObject({
      code: "member.exists",
      fields: ["email"],
    });
  });

  test("who were collaborators become members when they are added, and keep what they had", async () => {
    const { members, participants, join, rows, genomics, ada, inOrganization, inWorkspace } = await openPeople(await open(), clock);
    const colin = await join("colin", "collaborator");
    await rows.participant(genomics, { member: colin.memberId }, "view");

    const member = await members.add(await inOrganization(ada.userId), "colin");

    expect(member).toMatchObject({ memberId: colin.memberId, role: "member" });
    expect(await participants.list((await inWorkspace(ada.userId)).place, {})).toMatchObject({ total: 1, rows: [{ role: "view" }] });
  });

  test("are made owners and lowered again, but for the last owner", async () => {
    const { members, join, ada, inOrganization, acts } = await openPeople(await open(), clock);
    const ben = await join("ben", "member");
    const actor = await inOrganization(ada.userId);
    const [adaId, benId] = [toMemberId(ada.memberId), toMemberId(ben.memberId)];

    await expect(members.changeRole(actor, adaId, "member")).rejects.toMatchObject({
      code: "member.last_owner",
      message: "ada is the last owner of alpha. Make somebody else an owner first.",
    });
    await members.changeRole(actor, adaId, "owner");
    await members.changeRole(actor, benId, "owner");
    await members.changeRole(actor, adaId, "collaborator");

    expect((await inOrganization(ada.userId)).organization.role).toBe("collaborator");
    expect(await acts()).toEqual(["member.change_role ben", "member.change_role ada"]);
  });

  test("who go lose teams, workspaces and what was limited to them, and leave what they made", async () => {
    const { database, members, access, join, rows, alpha, genomics, ada, inOrganization } = await openPeople(await open(), clock);
    const ben = await join("ben", "member");
    const team = await rows.team(alpha, "curators");
    await rows.teamMember(team, ben.memberId);
    await rows.participant(genomics, { member: ben.memberId }, "maintain");
    const credential = await rows.credential(genomics, ben.userId, "cluster");
    await rows.useGrant({ credential }, { user: ben.userId });
    await rows.useGrant({ credential }, { user: ada.userId });

    await members.remove(await inOrganization(ada.userId), toMemberId(ben.memberId));

    expect(await access.findWorkspace(ben.userId, genomics)).toBeUndefined();
    expect(await access.findOrganization(ben.userId, alpha)).toBeUndefined();
    const { query } = database;
    expect(await query.selectFrom("team_members").selectAll().execute()).toEqual([]);
    expect(await query.selectFrom("participants").selectAll().execute()).toEqual([]);
    expect(await query.selectFrom("use_grants").select("grantee_id").execute()).toEqual([{ grantee_id: ada.userId }]);
    expect(await query.selectFrom("credentials").select("user_id").execute()).toEqual([{ user_id: ben.userId }]);
  });

  test("keep what is limited to them in other organizations", async () => {
    const { database, members, join, rows, ada, inOrganization } = await openPeople(await open(), clock);
    const ben = await join("ben", "member");
    const beta = await rows.organization("beta");
    await rows.member(beta, ben.userId, "owner");
    const elsewhere = await rows.workspace(beta, "imaging");
    await rows.useGrant({ credential: await rows.credential(elsewhere, ben.userId, "far") }, { user: ben.userId });

    await members.remove(await inOrganization(ada.userId), toMemberId(ben.memberId));

    expect(await database.query.selectFrom("use_grants").selectAll().execute()).toHaveLength(1);
  });

  test("may leave by themselves, and are told at once", async () => {
    const { members, live, join, inOrganization, acts } = await openPeople(await open(), clock);
    const colin = await join("colin", "collaborator");
    const actor = await inOrganization(colin.userId);
    const told: string[] = [];
    live.subscribe(colin.userId, ({ type }) => void told.push(type));

    await members.leave(actor);

    await expect.poll(() => told).toEqual(["access"]);
    expect(await acts()).toEqual(["member.delete colin"]);
    // Their page may still be open, and ask once more.
    await expect(members.leave(actor)).rejects.toMatchObject({ code: "organization.not_found" });
  });

  test("the last owner cannot leave", async () => {
    const { members, ada, inOrganization } = await openPeople(await open(), clock);

    await expect(members.leave(await inOrganization(ada.userId))).rejects.toMatchObject({ code: "member.last_owner" });
  });

  test("of another organization look as if there were none", async () => {
    const { members, join, rows, ada, inOrganization, acts } = await openPeople(await open(), clock);
    const stranger = await join("stranger", "member", await rows.organization("beta"));
    const actor = await inOrganization(ada.userId);

    for (const id of [stranger.memberId, 4711]) {
      const refusal = { code: "member.not_found", message: `Member ${String(id)} not found.` };
      await expect(members.remove(actor, toMemberId(id))).rejects.toMatchObject(refusal);
      await expect(members.changeRole(actor, toMemberId(id), "owner")).rejects.toMatchObject(refusal);
    }
    expect(await acts()).toEqual([]);
  });

  test("are changed by owners only, as they are in the moment of the change", async () => {
    const { members, join, ada, inOrganization, acts } = await openPeople(await open(), clock);
    const ben = await join("ben", "owner");
    const asOwner = await inOrganization(ben.userId);
    await members.changeRole(await inOrganization(ada.userId), toMemberId(ben.memberId), "member");

    for (const attempt of [
      () => members.add(asOwner, "dora@lab.example"),
      () => members.remove(asOwner, toMemberId(ada.memberId)),
      () => members.changeRole(asOwner, toMemberId(ben.memberId), "owner"),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: "auth.permission_missing",
        message: "You need the permission organization:write in the organization alpha.",
      });
    }
    expect(await acts()).toEqual(["member.change_role ben"]);
  });

  test("beyond the limit are refused, collaborators counted, and nobody is invited", async () => {
    const { database, members, join, ada, inOrganization } = await openPeople(await open(), clock, { members: 2 });
    await join("colin", "collaborator");

    const added = members.add(await inOrganization(ada.userId), "dora@lab.example");

    await expect(added).rejects.toMatchObject({ code: "organization.limit_reached" });
    expect(await database.query.selectFrom("users").select("id").execute()).toHaveLength(2);
  });

  test("two who add the same person at once add them once", async () => {
    const { database, members, ada, inOrganization } = await openPeople(await open(), clock);
    await addUser(database, "ben");
    const actor = await inOrganization(ada.userId);

    const both = await Promise.allSettled([members.add(actor, "ben"), members.add(actor, "ben@example.org")]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "member.exists" } });
  });

  test("of two last owners who leave at once, or put each other out, one stays", async () => {
    const { database, members, join, alpha, ada, inOrganization } = await openPeople(await open(), clock);
    for (let round = 0; round < 5; round += 1) {
      const ben = await join(`ben${String(round)}`, "owner");
      const [asAda, asBen] = [await inOrganization(ada.userId), await inOrganization(ben.userId)];
      const attempts =
        round % 2 === 0
          ? [members.leave(asAda), members.leave(asBen)]
          : [members.remove(asAda, toMemberId(ben.memberId)), members.changeRole(asBen, toMemberId(ada.memberId), "member")];

      await Promise.allSettled(attempts);

      const owners = await database.query
        .selectFrom("organization_members")
        .select(["id", "user_id"])
        .where("role", "=", "owner")
        .execute();
      expect(owners).toHaveLength(1);
      // Ada is back as an owner, alone, for the next round.
      const { query } = database;
      await query.deleteFrom("organization_members").where("organization_id", "=", alpha).where("user_id", "<>", ada.userId).execute();
      await query.deleteFrom("organization_members").where("user_id", "=", ada.userId).execute();
      const row = { id: ada.memberId, organization_id: alpha, user_id: toUserId(ada.userId), role: "owner", created_at: 1 } as const;
      await query.insertInto("organization_members").values(row).execute();
    }
  });
});
