import { toMemberId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { openGenomics } from "../../testing/people-scene.fixture.ts";

describeWithDatabases("participants who come and go at once", ({ open, clock }) => {
  const stage = async () => openGenomics(await open(), clock);

  test("two who let in the same person at once let them in once", async () => {
    const { participants, cleo, actor, list } = await stage();

    const both = await Promise.allSettled([
      participants.add(actor, { memberId: cleo.memberId }),
      participants.add(actor, { userNameOrEmail: "cleo" }),
      participants.add(actor, { userNameOrEmail: "dora@lab.example" }),
      participants.add(actor, { userNameOrEmail: "Dora@lab.example" }),
    ]);

    const refused = both.filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([{ reason: { code: "participant.exists" } }, { reason: { code: "participant.exists" } }]);
    expect(await list()).toEqual(["abe admin", "ben launch", "cleo launch", "dora launch"]);
  });

  test("who are let in while they are put out of the organization are in it wholly or not at all", async () => {
    const { database, members, participants, teams, ada, abe, curators, join, inOrganization, inWorkspace, list } = await stage();
    const asOwner = await inOrganization(ada.userId);
    for (let round = 0; round < 6; round += 1) {
      const name = `x${String(round)}`;
      const { memberId } = await join(name, "member");
      const attempts = [
        () => participants.add(asAbe, { memberId }),
        () => members.remove(asOwner, toMemberId(memberId)),
        () => teams.addMember(asOwner, curators, name),
      ];
      const asAbe = await inWorkspace(abe.userId);

      const results = await Promise.allSettled([...attempts.slice(round % 3), ...attempts.slice(0, round % 3)].map((attempt) => attempt()));

      // Whoever was later did not find them; nobody saw a fault of the storage.
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toMatchObject({ kind: "not_found" });
      }
      expect(await list()).toEqual(["abe admin", "ben launch"]);
      expect(await database.query.selectFrom("team_members").selectAll().execute()).toEqual([]);
    }
  });

  test("who is lowered while they give a role gives nothing", async () => {
    const { database, access, participants, alpha, abeIn, benIn, actor, list } = await stage();
    let giving = Promise.resolve<unknown>(undefined);

    await database.transaction(async ({ query }) => {
      await access.holdOrganization(query, alpha);
      giving = participants.changeRole(actor, benIn, "admin").catch((error: unknown) => error);
      await somebodyWaits(database);
      await query.updateTable("participants").set({ role: "view" }).where("id", "=", abeIn).execute();
    });

    expect(await giving).toMatchObject({ code: "auth.permission_missing", permission: "workspace:write" });
    expect(await list()).toEqual(["abe view", "ben launch"]);
  });
});
