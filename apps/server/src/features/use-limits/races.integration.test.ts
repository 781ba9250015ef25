import type { UpdateUseLimitRequest } from "@postern/contracts";
import { toMemberId, toTeamId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { somebodyWaits } from "../../testing/lock-waits.fixture.ts";
import { openPeople } from "../../testing/people-scene.fixture.ts";

describeWithDatabases("limits of use that are set while somebody goes", ({ open, clock }) => {
  /** Ada owns alpha and a limited credential in it; Ben is a member, and there is a team. */
  async function stage() {
    const scene = await openPeople(await open(), clock);
    const { database, rows, alpha, genomics, ada, join, useLimits } = scene;
    const ben = await join("ben", "member");
    const team = toTeamId(await rows.team(alpha, "curators"));
    const id = await rows.credential(genomics, ada.userId, "cluster");
    const thing = { kind: "credential", id, name: id, makerId: ada.userId, workspaceId: genomics, isLimited: true, updatedAt: 1 } as const;
    const limitTo = (wanted: Partial<UpdateUseLimitRequest>, until: () => Promise<void> = () => Promise.resolve()) =>
      database.transaction(async ({ query }) => {
        await useLimits.replace(query, thing, { isLimited: true, userIds: [], teamIds: [], ...wanted });
        await until();
      });
    const grants = async () => (await database.query.selectFrom("use_grants").select("grantee_id").execute()).map((row) => row.grantee_id);
    return { ...scene, ben, team, limitTo, grants, actor: await scene.inOrganization(ada.userId) };
  }

  test("keep a team that they name", async () => {
    const { database, teams, team, limitTo, grants, actor } = await stage();
    let removing = Promise.resolve<unknown>(undefined);

    await limitTo({ teamIds: [team] }, async () => {
      removing = teams.remove(actor, team).catch((error: unknown) => error);
      await somebodyWaits(database);
    });

    expect(await removing).toMatchObject({ code: "team.in_use" });
    expect(await grants()).toEqual([team]);
  });

  test("name nobody who has gone meanwhile", async () => {
    const { database, members, ben, limitTo, grants, actor } = await stage();
    let removing = Promise.resolve();

    await limitTo({ userIds: [ben.userId] }, async () => {
      removing = members.remove(actor, toMemberId(ben.memberId));
      await somebodyWaits(database);
    });
    await removing;

    expect(await grants()).toEqual([]);
    await expect(limitTo({ userIds: [ben.userId] })).rejects.toMatchObject({ code: "user.not_found" });
  });

  test("wait for who is going, and do not find them", async () => {
    const { database, access, alpha, team, limitTo, grants } = await stage();
    let limiting = Promise.resolve<unknown>(undefined);

    await database.transaction(async ({ query }) => {
      await access.holdOrganization(query, alpha);
      await query.deleteFrom("teams").where("id", "=", team).execute();
      limiting = limitTo({ teamIds: [team] }).catch((error: unknown) => error);
      await somebodyWaits(database);
    });

    expect(await limiting).toMatchObject({ code: "team.not_found" });
    expect(await grants()).toEqual([]);
  });
});
