import { permissionsOf } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openGenomics } from "../../testing/people-scene.fixture.ts";

describeWithDatabases("giving and taking roles", ({ open, clock }) => {
  const stage = async () => openGenomics(await open(), clock);

  test("nobody gives more than they have: neither to others nor to themselves", async () => {
    const { participants, abeIn, benIn, actor, list, acts } = await stage();

    for (const id of [abeIn, benIn]) {
      await expect(participants.changeRole(actor, id, "owner")).rejects.toMatchObject({
        code: "auth.permission_missing",
        message: "To give or take the role owner in alpha/genomics you would need its permissions workspace:admin, workspace:delete.",
      });
    }
    expect([await list(), await acts()]).toEqual([["abe admin", "ben launch"], []]);
  });

  test("nobody lowers or puts out who has more than they have", async () => {
    const { participants, part, cleo, actor, list, acts } = await stage();
    const cleoIn = await part(cleo, "owner");

    for (const attempt of [
      () => participants.changeRole(actor, cleoIn, "view"),
      () => participants.remove(actor, cleoIn),
      () => participants.removeUser(actor, cleo.userId),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: "auth.permission_missing",
        message: expect.stringContaining("workspace:admin"),
      });
    }
    expect([await list(), await acts()]).toEqual([["abe admin", "ben launch", "cleo owner"], []]);
  });

  test("a role that can let people in lets nobody launch who may not launch itself", async () => {
    const { participants, rows, alpha, part, cleo, inWorkspace, list } = await stage();
    await rows.customRole(alpha, "porter", ["workspace:read", "workspace:write"]);
    await part(cleo, "porter");
    const porter = await inWorkspace(cleo.userId);

    const attempt = participants.add(porter, { userNameOrEmail: "dora@lab.example" });

    await expect(attempt).rejects.toMatchObject({
      code: "auth.permission_missing",
      message: expect.stringContaining("role launch in alpha/genomics you would need its permissions action:execute, action:read"),
    });
    expect(await list()).toEqual(["abe admin", "ben launch", "cleo porter"]);
  });

  test("owners of the organization give and take everything, and owners of the workspace in it", async () => {
    const { participants, ada, abe, abeIn, benIn, inWorkspace, list } = await stage();

    await participants.changeRole(await inWorkspace(ada.userId), abeIn, "owner");
    const asOwner = await inWorkspace(abe.userId);
    await participants.changeRole(asOwner, benIn, "owner");
    await participants.remove(asOwner, benIn);

    expect(await list()).toEqual(["abe owner"]);
  });

  test("are judged as they are in the moment of the change, not as the guard found them", async () => {
    const { participants, abeIn, benIn, ada, actor, inWorkspace, list } = await stage();
    await participants.changeRole(await inWorkspace(ada.userId), abeIn, "maintain");

    await expect(participants.changeRole(actor, benIn, "view")).rejects.toMatchObject({
      code: "auth.permission_missing",
      message: "You need the permission workspace:write in the workspace alpha/genomics.",
    });
    await participants.remove(await inWorkspace(ada.userId), abeIn);
    await expect(participants.changeRole(actor, benIn, "view")).rejects.toMatchObject({ code: "workspace.not_found" });
    expect(await list()).toEqual(["ben launch"]);
  });

  test("a token gives no more than it carries, whatever its person may", async () => {
    const { participants, benIn, actor, list } = await stage();
    const carried = new Set([...permissionsOf("view"), "workspace:write"] as const);
    const narrow = { ...actor, place: { ...actor.place, permissions: carried } };

    await expect(participants.changeRole(narrow, benIn, "maintain")).rejects.toMatchObject({ code: "auth.permission_missing" });
    expect(await list()).toEqual(["abe admin", "ben launch"]);
  });
});
