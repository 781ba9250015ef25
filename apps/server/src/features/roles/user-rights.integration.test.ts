import { allPermissions, permissionsOf, toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openPeople } from "../../testing/people-scene.fixture.ts";
import { toEffectivePermissions, toUserRoles } from "./user-rights-wire.ts";

describeWithDatabases("what somebody may do", ({ open, clock }) => {
  /** Ben views genomics, and keeps its keys as one of the curators; nobody let him into imaging. */
  async function stage() {
    const scene = await openPeople(await open(), clock);
    const { rows, alpha, genomics, join } = scene;
    const ben = await join("ben", "member");
    const team = await rows.team(alpha, "curators");
    await rows.teamMember(team, ben.memberId);
    await rows.customRole(alpha, "Key-Keeper", ["credentials:write", "workspace:read"]);
    await rows.participant(genomics, { member: ben.memberId }, "view");
    await rows.participant(genomics, { team }, "key-keeper");
    return { ...scene, ben, team, imaging: await rows.workspace(alpha, "imaging") };
  }

  test("in a workspace comes with the source of each role", async () => {
    const { rights, ben, team, alpha, genomics, inWorkspace } = await stage();
    const actor = await inWorkspace(ben.userId);

    const told = toEffectivePermissions(await rights.inWorkspace(actor, ben.userId), actor.place);

    expect(told).toEqual({
      userId: ben.userId,
      userName: "ben",
      orgId: alpha,
      orgRole: "member",
      workspaceId: genomics,
      roles: [
        { name: "view", source: "direct", teamId: null, teamName: null },
        { name: "Key-Keeper", source: "team", teamId: team, teamName: "curators" },
      ],
      permissions: [...permissionsOf("view"), "credentials:write"].toSorted(),
    });
  });

  test("as an owner of the organization is everything, besides what they were given", async () => {
    const { rights, rows, ada, genomics, inWorkspace } = await stage();
    await rows.participant(genomics, { member: ada.memberId }, "view");
    const actor = await inWorkspace(ada.userId);

    const told = toEffectivePermissions(await rights.inWorkspace(actor, ada.userId), actor.place);

    expect(told.roles).toEqual([
      { name: "owner", source: "owner", teamId: null, teamName: null },
      { name: "view", source: "direct", teamId: null, teamName: null },
    ]);
    expect(new Set(told.permissions)).toEqual(allPermissions);
  });

  test("is nothing for a member who takes no part, and not found for people of other organizations", async () => {
    const { rights, join, rows, ben, inWorkspace } = await stage();
    const cleo = await join("cleo", "member");
    const stranger = await join("stranger", "owner", await rows.organization("beta"));
    const actor = await inWorkspace(ben.userId);

    expect(await rights.inWorkspace(actor, cleo.userId)).toMatchObject({ roles: [] });
    for (const id of [stranger.userId, toUserId(4711)]) {
      await expect(rights.inWorkspace(actor, id)).rejects.toMatchObject({
        code: "user.not_found",
        message: `User ${String(id)} not found.`,
      });
    }
  });

  test("of members who take no part is not found by a collaborator, who is not to know who belongs to the organization", async () => {
    const { rights, join, rows, ada, ben, genomics, inWorkspace } = await stage();
    const [cleo, guest] = [await join("cleo", "member"), await join("guest", "collaborator")];
    await rows.participant(genomics, { member: guest.memberId }, "view");
    const asGuest = await inWorkspace(guest.userId);

    await expect(rights.inWorkspace(asGuest, cleo.userId)).rejects.toMatchObject({
      code: "user.not_found",
      message: `User ${String(cleo.userId)} not found.`,
    });
    for (const { userId } of [ada, ben, guest]) expect((await rights.inWorkspace(asGuest, userId)).member).toMatchObject({ userId });
  });

  test("in all workspaces of an organization names those where they take part, and which role gives what", async () => {
    const { rights, ben, team, genomics, inOrganization } = await stage();

    const told = toUserRoles(await rights.inOrganization(await inOrganization(ben.userId), ben.userId));

    expect(told.user).toMatchObject({ userName: "ben", role: "member" });
    expect(told.userWorkspaces.map(({ workspaceId, workspaceName }) => [workspaceId, workspaceName])).toEqual([[genomics, "genomics"]]);
    const [first] = told.userWorkspaces;
    expect(first?.roles).toEqual([
      { role: "view", roleSourceType: "individual", sourceTeamId: null, sourceTeamName: null, sourceTeamType: null },
      { role: "Key-Keeper", roleSourceType: "team", sourceTeamId: team, sourceTeamName: "curators", sourceTeamType: "regular" },
    ]);
    expect(first?.permissions.filter(({ permission }) => /^(credentials|workspace:)/.test(permission))).toEqual([
      { permission: "credentials:read", roles: ["view"] },
      { permission: "credentials:write", roles: ["Key-Keeper"] },
      { permission: "workspace:read", roles: ["view", "Key-Keeper"] },
    ]);
  });

  test("in all workspaces is for oneself and for owners to know", async () => {
    const { rights, join, ben, ada, genomics, imaging, inOrganization } = await stage();
    const colin = await join("colin", "collaborator");
    const asOwner = await inOrganization(ada.userId);

    const own = toUserRoles(await rights.inOrganization(asOwner, ada.userId));
    const ofColin = await rights.inOrganization(await inOrganization(colin.userId), colin.userId);

    expect(own.userWorkspaces.map(({ workspaceId }) => workspaceId)).toEqual([genomics, imaging]);
    expect(own.userWorkspaces[0]?.roles).toEqual([
      { role: "owner", roleSourceType: "team", sourceTeamId: null, sourceTeamName: null, sourceTeamType: "system_owners" },
    ]);
    expect(ofColin.workspaces).toEqual([]);
    expect((await rights.inOrganization(asOwner, ben.userId)).workspaces).toHaveLength(1);
    await expect(rights.inOrganization(asOwner, toUserId(4711))).rejects.toMatchObject({ code: "user.not_found" });
    // The same for somebody who is there and for somebody who is not.
    for (const id of [ada.userId, toUserId(4711)]) {
      await expect(rights.inOrganization(await inOrganization(ben.userId), id)).rejects.toMatchObject({ code: "auth.permission_missing" });
    }
  });
});
