import type { UpdateUserRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import { toUserId, toWorkspaceId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { tokenCaller } from "../../testing/callers.fixture.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { openAccess } from "../../testing/open-access.fixture.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { ProfileService } from "./profile-service.ts";

/** Ada takes part in genomics, and not in imaging; Bob is somebody else. */
async function stage(database: Database, clock: Clock) {
  const { access, told } = openAccess(database, clock);
  const rows = organizationRows(database);
  const [ada, bob] = [await addUser(database, "ada"), await addUser(database, "bob")];
  const alpha = await rows.organization("alpha");
  const [genomics, imaging] = [await rows.workspace(alpha, "genomics"), await rows.workspace(alpha, "imaging")];
  const member = await rows.member(alpha, ada, "member");
  const part = await rows.participant(genomics, { member }, "view");
  const profiles = new ProfileService({ database, clock, access, audit: openAudit(database, clock) });
  const own = { email: "ada@example.org", userName: "ada" };
  const update = (change: Partial<UpdateUserRequest>) => profiles.update(tokenCaller(ada), ada, { ...own, ...change });
  const describe = async () => (await profiles.describe(tokenCaller(ada), ada)).user;
  return { database, profiles, told, ada, bob, genomics, imaging, part, update, describe };
}

describeWithDatabases("a profile", ({ open, clock }) => {
  test("takes what is said, keeps what is not spoken of, and loses what is emptied", async () => {
    const { update, describe, database, told, ada } = await stage(await open(), clock);
    await update({ firstName: "Ada", lastName: " King ", organization: "Lab", description: "d", notification: true });

    await update({ email: " ADA@example.org", userName: "ada-l", organization: "", description: null });

    expect(await describe()).toMatchObject({
      ...{ user_name: "ada-l", first_name: "Ada", last_name: "King", organization: null, description: "d", wants_notification: 1 },
      updated_at: clock.now() + 1,
    });
    expect(told).toEqual([{ userIds: [ada] }, { userIds: [ada] }]);
    const entries = await database.query.selectFrom("audit_entries").select(["action", "actor_user_id", "target_name"]).execute();
    expect(entries).toEqual([
      { action: "user.update", actor_user_id: ada, target_name: "ada" },
      { action: "user.update", actor_user_id: ada, target_name: "ada-l" },
    ]);
  });

  test("that is changed into what it is leaves no trace", async () => {
    const { update, database, told } = await stage(await open(), clock);
    const before = await dumpTables(database);

    await update({ firstName: "", notification: false, waveBuildNotification: "ALWAYS_ON" });

    expect([await dumpTables(database), told]).toEqual([before, []]);
  });

  test("refuses names of the wrong form or taken, another address, strange pictures and places, and says which", async () => {
    const { update, database, bob, imaging } = await stage(await open(), clock);
    await database.query
      .insertInto("avatars")
      .values({ id: "of-bob", user_id: bob, media_type: "image/png", bytes: Buffer.from([1]), created_at: 1 })
      .execute();
    const before = await dumpTables(database);

    const refused = [
      [{ userName: "Ada L" }, "user.name_invalid", "userName"],
      [{ userName: "bob" }, "user.name_taken", "userName"],
      [{ email: "eve@example.org" }, "request.invalid", "email"],
      [{ avatarId: "nothing" }, "request.invalid", "avatarId"],
      [{ avatarId: "of-bob" }, "request.invalid", "avatarId"],
      [{ defaultWorkspaceId: imaging }, "workspace.not_found", "defaultWorkspaceId"],
      [{ defaultWorkspaceId: 4711 }, "workspace.not_found", "defaultWorkspaceId"],
    ] as const;
    for (const [change, code, field] of refused) await expect(update(change)).rejects.toMatchObject({ code, fields: [field] });
    await expect(update({ userName: "bob" })).rejects.toThrow("already exists");
    expect(await dumpTables(database)).toBe(before);
  });

  test("names the workspace that pages open with as long as it can be seen", async () => {
    const { update, profiles, database, ada, genomics, part } = await stage(await open(), clock);
    const chosen = async () => (await profiles.describe(tokenCaller(ada), ada)).defaultWorkspaceId;

    await update({ defaultWorkspaceId: genomics });
    const seen = await chosen();
    await database.query.deleteFrom("participants").where("id", "=", part).execute();
    const lost = await chosen();
    await update({ firstName: "Ada", defaultWorkspaceId: genomics });
    await update({ defaultWorkspaceId: null });

    expect([seen, lost, await chosen()]).toEqual([genomics, null, null]);
  });

  test("that was changed since it was looked at is not overwritten", async () => {
    const { update, describe, database } = await stage(await open(), clock);
    const seen = new Date((await describe()).created_at).toISOString();
    await update({ firstName: "first", lastUpdated: seen });
    const before = await dumpTables(database);

    await expect(update({ firstName: "second", lastUpdated: seen })).rejects.toMatchObject({ code: "request.outdated" });
    expect(await dumpTables(database)).toBe(before);
  });

  test("is that of oneself; an administrator sees and changes others, and nobody else learns who is there", async () => {
    const { profiles, database, ada, bob } = await stage(await open(), clock);
    const wanted = { email: "bob@example.org", userName: "bobby" };
    const notFound = { code: "user.not_found", message: "User not found." };

    for (const id of [bob, toUserId(4711)]) {
      await expect(profiles.describe(tokenCaller(ada), id)).rejects.toMatchObject(notFound);
      await expect(profiles.update(tokenCaller(ada), id, wanted)).rejects.toMatchObject(notFound);
    }
    const rosa = tokenCaller(ada, { isAdministrator: true });
    await profiles.update(rosa, bob, wanted);
    expect((await profiles.describe(rosa, bob)).user.user_name).toBe("bobby");
    const narrow = { ...rosa, access: "read" } as const;
    for (const token of [narrow, { ...rosa, boundTo: [toWorkspaceId(1)] }]) {
      await expect(profiles.describe(token, bob)).rejects.toMatchObject(notFound);
    }
    expect((await profiles.describe(narrow, ada)).user.user_name).toBe("ada");
    await database.query.updateTable("users").set({ deleted_at: 1 }).where("id", "=", bob).execute();
    await expect(profiles.describe(rosa, bob)).rejects.toMatchObject(notFound);
  });

  test("name that two want at once is given once", async () => {
    const { profiles, database, ada, bob } = await stage(await open(), clock);

    const both = await Promise.allSettled([
      profiles.update(tokenCaller(ada), ada, { email: "ada@example.org", userName: "wanted" }),
      profiles.update(tokenCaller(bob), bob, { email: "bob@example.org", userName: "wanted" }),
    ]);

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "user.name_taken" } });
    expect(await database.query.selectFrom("audit_entries").select("action").execute()).toHaveLength(1);
  });

  test("name can be asked for", async () => {
    const { profiles } = await stage(await open(), clock);

    await profiles.checkName("free");
    await expect(profiles.checkName("bob")).rejects.toMatchObject({ code: "user.name_taken", fields: ["name"] });
    await expect(profiles.checkName("")).rejects.toMatchObject({ code: "user.name_invalid", fields: ["name"] });
  });
});
