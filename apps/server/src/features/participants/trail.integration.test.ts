import { toMemberId, toParticipantId, toTeamId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openPeople } from "../../testing/people-scene.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

describeWithDatabases("the trail of people and their rights", ({ open, clock }) => {
  test("has every change with its place, its actor, and what was before and after", async () => {
    const { database, members, teams, roles, participants, ada, alpha, genomics, inOrganization, inWorkspace } = await openPeople(
      await open(),
      clock,
    );
    const ben = await addUser(database, "ben");
    const [owner, inside] = [await inOrganization(ada.userId), await inWorkspace(ada.userId)];

    const memberId = toMemberId((await members.add(owner, "ben")).memberId);
    await members.changeRole(owner, memberId, "owner");
    const teamId = toTeamId((await teams.create(owner, { team: { name: "curators", description: "of samples" } })).id);
    await teams.update(owner, teamId, { name: "keepers" });
    await teams.addMember(owner, teamId, "ben");
    await teams.removeMember(owner, teamId, memberId);
    await roles.create(owner, { name: "porter", description: "Opens", permissions: ["workspace:read"] });
    await roles.update(owner, "porter", { name: "doorman", description: "Opens", permissions: ["workspace:write"] });
    const participantId = toParticipantId((await participants.add(inside, { teamId })).participantId);
    await participants.changeRole(inside, participantId, "doorman");
    await participants.remove(inside, participantId);
    await roles.remove(owner, "doorman");
    await teams.remove(owner, teamId);
    await members.remove(owner, memberId);

    const entries = await database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    const image = (text: string | null) => (text === null ? null : (JSON.parse(text) as unknown));
    expect(entries.map((entry) => [entry.action, entry.target_name, image(entry.before_image), image(entry.after_image)])).toEqual([
      ["member.create", "ben", null, { role: "member" }],
      ["member.change_role", "ben", { role: "member" }, { role: "owner" }],
      ["team.create", "curators", null, { name: "curators", description: "of samples", avatarId: null }],
      [
        ...["team.update", "curators"],
        { name: "curators", description: "of samples", avatarId: null },
        { name: "keepers", description: "of samples", avatarId: null },
      ],
      ["team_member.create", "keepers", null, null],
      ["team_member.delete", "keepers", null, null],
      ["role.create", "porter", null, { name: "porter", description: "Opens", permissions: ["workspace:read"] }],
      [
        ...["role.update", "porter"],
        { name: "porter", description: "Opens", permissions: ["workspace:read"] },
        { name: "doorman", description: "Opens", permissions: ["workspace:write"] },
      ],
      ["participant.create", "keepers", null, { role: "launch" }],
      ["participant.change_role", "keepers", { role: "launch" }, { role: "doorman" }],
      ["participant.delete", "keepers", { role: "doorman" }, null],
      ["role.delete", "doorman", { name: "doorman", description: "Opens", permissions: ["workspace:write"] }, null],
      ["team.delete", "keepers", { name: "keepers", description: "of samples", avatarId: null }, null],
      ["member.delete", "ben", { role: "owner" }, null],
    ]);
    expect(new Set(entries.map((entry) => [entry.actor_user_id, entry.organization_id].join()))).toEqual(
      new Set([`${String(ada.userId)},${String(alpha)}`]),
    );
    const inWorkspaces = entries.filter((entry) => entry.workspace_id === genomics).map(({ target_kind: kind }) => kind);
    expect(inWorkspaces).toEqual(["participant", "participant", "participant"]);
    const inTeam = entries.filter(({ target_kind: kind, action }) => kind === "team" && action.startsWith("team_member."));
    expect(inTeam.map(({ detail }) => image(detail))).toEqual([
      { memberId, userId: ben, userName: "ben" },
      { memberId, userId: ben, userName: "ben" },
    ]);
  });
});
