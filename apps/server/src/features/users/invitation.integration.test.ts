import type { Database } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAccounts } from "../../testing/open-accounts.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { password } from "../../testing/test-server.ts";

const email = "new@example.org";
const linkUsed: unknown = expect.objectContaining({ code: "auth.link_used" });

/** Rosa runs the server; Olga and Otto each own an organization. */
async function stage(database: Database, clock: Clock) {
  const accounts = openAccounts(database, clock);
  const rows = organizationRows(database);
  const [rosa, olga, otto] = [await add(database, "rosa", 1), await add(database, "olga"), await add(database, "otto")];
  const [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
  await rows.member(alpha, olga, "owner");
  await rows.member(beta, otto, "owner");
  const invite = (by: UserId | null, address = email) =>
    database.transaction(({ query }) => accounts.users.inviteAccount(query, { email: address, by }));
  return { ...accounts, rows, alpha, beta, rosa, olga, otto, invite };
}

// Hashing a password takes longer than all the rest.
async function add({ query }: Database, name: string, isAdministrator: 0 | 1 = 0): Promise<UserId> {
  const row = {
    user_name: name,
    email: `${name}@x.org`,
    password_hash: "$",
    is_administrator: isAdministrator,
    is_disabled: 0,
    created_at: 1,
  } as const;
  return toUserId((await query.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow()).id);
}

describeWithDatabases("an invited account", ({ open, clock }) => {
  test("cannot sign in before its person has chosen a password at the link, and then is theirs", async () => {
    const { invite, users, sessions, olga } = await stage(await open(), clock);
    const { userId, isNew, invitation } = await invite(olga);
    const link = invitation?.link ?? "";

    const proof = { kind: "password", email, password } as const;
    await expect(sessions.signIn(proof)).rejects.toMatchObject({ code: "auth.failed" });
    const described = await sessions.describeLink(link);
    const session = await sessions.useLink(link, { password, firstName: " Nina ", lastName: "" });

    expect([isNew, described]).toEqual([true, { purpose: "invitation", email }]);
    expect(await sessions.findCaller(session.cookie)).toMatchObject({ userId, isAdministrator: false });
    expect(await sessions.signIn(proof)).toMatchObject({ userId });
    expect(await users.getUser(userId)).toMatchObject({ first_name: "Nina", last_name: null });
    await expect(sessions.useLink(link, { password })).rejects.toEqual(linkUsed);
  });

  test("is the one that the address has, in any case of letters, and gets no link then", async () => {
    const { invite, olga, otto } = await stage(await open(), clock);

    const known = await invite(olga, " OTTO@x.org ");

    expect(known).toEqual({ userId: otto, isNew: false, invitation: null, entries: [] });
  });

  test("is made once by two who invite it at once, and both may go on writing", async () => {
    const database = await open();
    const { users, olga, otto } = await stage(database, clock);
    const invite = (by: UserId) =>
      database.transaction(async ({ query }) => {
        const invited = await users.inviteAccount(query, { email, by });
        const { id } = await query.selectFrom("users").select("id").where("email", "=", email).executeTakeFirstOrThrow();
        return { ...invited, id };
      });

    const both = await Promise.all([invite(olga), invite(otto)]);

    expect(new Set(both.flatMap(({ userId, id }) => [userId, id])).size).toBe(1);
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(both.filter(({ invitation }) => invitation !== null)).toHaveLength(1);
  });

  test("of one name before the @ gets a name of its own, also when two are made at once", async () => {
    const database = await open();
    const { invite, users } = await stage(database, clock);

    const made = await Promise.all(["kim@a.org", "kim@b.org", "kim@c.org"].map((address) => invite(null, address)));

    const names = await Promise.all(made.map(async ({ userId }) => (await users.getUser(userId)).user_name));
    expect(names.sort()).toEqual(["kim", "kim-2", "kim-3"]);
  });

  test("gets a new link by whom invited it, which ends the older one", async () => {
    const { invite, sessions, rows, alpha, olga } = await stage(await open(), clock);
    const first = await invite(olga);
    await rows.member(alpha, first.userId, "member");

    const second = await invite(olga);

    expect(second).toMatchObject({ userId: first.userId, isNew: false });
    await expect(sessions.describeLink(first.invitation?.link ?? "")).rejects.toEqual(linkUsed);
    expect(await sessions.describeLink(second.invitation?.link ?? "")).toMatchObject({ purpose: "invitation" });
  });

  test("gives its link to nobody who could get into the organization of another by it", async () => {
    const { invite, sessions, rows, alpha, beta, rosa, olga, otto } = await stage(await open(), clock);
    const { userId, invitation } = await invite(olga);
    const beforeJoining = await invite(otto);
    await rows.member(alpha, userId, "member");
    await rows.member(beta, userId, "member");

    const byOtto = await invite(otto);
    const byOlga = await invite(olga);

    expect([beforeJoining.invitation, byOtto.invitation, byOlga.invitation]).toEqual([null, null, null]);
    expect(await sessions.describeLink(invitation?.link ?? "")).toMatchObject({ email });
    expect((await invite(rosa)).invitation).not.toBeNull();
  });

  test("that those who run the server made gives its link to no owner who lets it in, and the one that they made goes on", async () => {
    const { invite, sessions, rows, alpha, rosa, olga } = await stage(await open(), clock);
    const made = [await invite(rosa), await invite(null, "other@example.org")];
    for (const { userId } of made) await rows.member(alpha, userId, "member");

    const again = [await invite(olga), await invite(olga, "other@example.org")];

    expect(again.map(({ invitation }) => invitation)).toEqual([null, null]);
    for (const { invitation } of made) expect(await sessions.describeLink(invitation?.link ?? "")).toMatchObject({ purpose: "invitation" });
  });

  test("that is to run the server gives its link to those only who run it", async () => {
    const database = await open();
    const { invite, rows, alpha, rosa, olga } = await stage(database, clock);
    const { userId } = await invite(rosa);
    await rows.member(alpha, userId, "member");
    await database.query.updateTable("users").set({ is_administrator: 1 }).where("id", "=", userId).execute();

    expect((await invite(olga)).invitation).toBeNull();
    expect((await invite(rosa)).invitation).not.toBeNull();
  });

  test("is still invited after a password that was refused, for a week", async () => {
    const { invite, sessions } = await stage(await open(), clock);
    const link = (await invite(null)).invitation?.link ?? "";

    await expect(sessions.useLink(link, { password: "short" })).rejects.toMatchObject({ code: "user.password_weak" });
    await expect(sessions.useLink(link, {})).rejects.toMatchObject({ code: "request.invalid", fields: ["password"] });
    clock.advance(7 * 86_400_000 - 1);
    expect(await sessions.describeLink(link)).toMatchObject({ purpose: "invitation" });
    clock.advance(1);

    await expect(sessions.useLink(link, { password })).rejects.toEqual(linkUsed);
  });

  test("has one link that works, also when two make one at once", async () => {
    const database = await open();
    const { invite, links, sessions, rosa } = await stage(database, clock);
    const { userId } = await invite(rosa);
    const make = () => database.transaction(({ query }) => links.create(query, { purpose: "invitation", userId, by: rosa }));

    const made = await Promise.all([make(), make(), make()]);

    const seen = await Promise.allSettled(made.map(({ link }) => sessions.describeLink(link)));
    expect(seen.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test.each(["sign-in", "password-reset"] as const)("that is disabled is not let in by a link for a %s", async (purpose) => {
    const database = await open();
    const { links, sessions, olga } = await stage(database, clock);
    const { link } = await database.transaction(({ query }) => links.create(query, { purpose, userId: olga, by: null }));
    await database.query.updateTable("users").set({ is_disabled: 1 }).where("id", "=", olga).execute();

    await expect(sessions.useLink(link, { password })).rejects.toEqual(linkUsed);

    expect(await database.query.selectFrom("sessions").select("hash").execute()).toEqual([]);
    expect(
      (await database.query.selectFrom("users").select("password_hash").where("id", "=", olga).executeTakeFirst())?.password_hash,
    ).toBe("$");
  });

  test.each([
    ["disabled", { is_disabled: 1 }],
    ["removed", { deleted_at: 1 }],
  ] as const)("that was %s meanwhile does not come to life", async (_word, change) => {
    const database = await open();
    const { invite, sessions } = await stage(database, clock);
    const { userId, invitation } = await invite(null);
    await database.query.updateTable("users").set(change).where("id", "=", userId).execute();

    await expect(sessions.useLink(invitation?.link ?? "", { password })).rejects.toEqual(linkUsed);

    expect(await database.query.selectFrom("sessions").select("hash").execute()).toEqual([]);
  });

  test("is made by administrators only, where the site says so; those who have one are found by everybody", async () => {
    const database = await open();
    const { rosa, olga, otto } = await stage(database, clock);
    const { users } = openAccounts(database, clock, { whoMakesAccounts: "administrators" });
    const invite = (by: UserId | null, address: string) =>
      database.transaction(({ query }) => users.inviteAccount(query, { email: address, by }));

    await expect(invite(olga, email)).rejects.toMatchObject({ code: "user.making_closed", message: expect.stringContaining(email) });
    expect(await invite(olga, "otto@x.org")).toMatchObject({ userId: otto, isNew: false });
    expect([(await invite(rosa, email)).isNew, (await invite(null, "another@x.org")).isNew]).toEqual([true, true]);
  });

  test("needs an address that is one", async () => {
    const database = await open();
    const { invite } = await stage(database, clock);

    for (const address of ["", "nina", "a b@x", "a\0@x"]) {
      await expect(invite(null, address)).rejects.toMatchObject({ code: "request.invalid", fields: ["email"] });
    }
    expect(await database.query.selectFrom("users").select("id").execute()).toHaveLength(3);
  });

  test("leaves neither link nor password in rows and audit entries, and says who invited whom", async () => {
    const database = await open();
    const { invite, audit, sessions, olga } = await stage(database, clock);
    const { userId, invitation, entries } = await invite(olga);
    await database.transaction(async ({ query }) => {
      for (const entry of entries) await audit.record(query, entry);
    });
    await sessions.useLink(invitation?.link ?? "", { password });

    const rows = JSON.stringify(
      await Promise.all(
        (["users", "setup_links", "sessions", "audit_entries"] as const).map((name) =>
          database.query.selectFrom(name).selectAll().execute(),
        ),
      ),
    );
    expect(entries).toMatchObject([
      { actor: olga, action: "user.create", targetId: String(userId) },
      { actor: olga, action: "invitation.create", targetId: String(userId) },
    ]);
    expect(rows).toContain(email);
    expect(rows).not.toContain(invitation?.link ?? "");
    expect(rows).not.toContain(password);
  });
});
