import { toRunId, toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAccountScene } from "../../testing/accounts-scene.fixture.ts";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { password } from "../../testing/test-server.ts";

const linkUsed: unknown = expect.objectContaining({ code: "auth.link_used" });
const lastAdministrator: unknown = expect.objectContaining({ code: "user.last_administrator", message: expect.stringContaining("rosa") });

describeWithDatabases("accounts that an administrator looks after", ({ open, clock }) => {
  test("are made with a password, or with a link for their person", async () => {
    const { accounts, sessions, users, rosa } = await openAccountScene(await open(), clock);

    const ready = await accounts.create(rosa, { email: "Ada@X.org", password, userName: "ada-l", firstName: " Ada ", lastName: "" });
    const waiting = await accounts.create(rosa, { email: "bob@x.org", isAdministrator: true });
    await sessions.useLink(waiting.invitation?.link ?? "", { password });

    expect(ready).toMatchObject({
      account: { email: "ada@x.org", user_name: "ada-l", first_name: "Ada", last_name: null },
      invitation: null,
    });
    await expect(sessions.signIn({ kind: "password", email: "ada@x.org", password })).resolves.toBeDefined();
    expect(await users.findByEmail("bob@x.org")).toMatchObject({ is_administrator: 1, user_name: "bob" });
  });

  test("that cannot be made leave nothing behind", async () => {
    const { accounts, database, rosa } = await openAccountScene(await open(), clock);
    const before = await dumpTables(database);

    const refused = [
      [{ email: "ROSA@x.org" }, "user.exists", "email"],
      [{ email: "new@x.org", userName: "rosa" }, "user.name_taken", "userName"],
      [{ email: "new@x.org", userName: "Not Good" }, "user.name_invalid", "userName"],
      [{ email: "new@x.org", password: "short" }, "user.password_weak", "password"],
      [{ email: "new" }, "request.invalid", "email"],
    ] as const;
    for (const [request, code, field] of refused) {
      await expect(accounts.create(rosa, request)).rejects.toMatchObject({ code, fields: [field] });
    }
    expect(await dumpTables(database)).toBe(before);
  });

  test("are listed in pages, searched in every name, and told apart by their state", async () => {
    const { accounts, database, add, rows, rosa } = await openAccountScene(await open(), clock);
    const [ada, bob] = [await add("ada"), await add("bob", { isInvited: true })];
    const change = (name: string, values: object) =>
      database.query.updateTable("users").set(values).where("user_name", "=", name).execute();
    await change("ada", { first_name: "Ada", last_name: "King_100%" });
    await add("cy");
    await change("cy", { is_disabled: 1 });
    await add("dan");
    await change("dan", { deleted_at: 1 });
    await rows.member(await rows.organization("alpha"), ada, "owner");
    await rows.member(await rows.organization("beta"), ada, "member");
    const names = async (search: object) => (await accounts.list(search)).rows.map(({ user_name: name }) => name);

    expect(await names({})).toEqual(["ada", "bob", "cy", "rosa"]);
    expect(await accounts.list({ max: 1, offset: 1 })).toMatchObject({ rows: [{ id: bob }], total: 4 });
    expect([await names({ search: "KING_100%" }), await names({ search: "x.ORG", max: 2 }), await names({ search: "a k" })]).toEqual([
      ["ada"],
      ["ada", "bob"],
      ["ada"],
    ]);
    expect([await names({ search: "_" }), await names({ search: "%" })]).toEqual([["ada"], ["ada"]]);
    const states = ["active", "invited", "disabled", "removed"] as const;
    expect(await Promise.all(states.map((state) => names({ state })))).toEqual([["ada", "rosa"], ["bob"], ["cy"], ["dan"]]);
    const { rows: found } = await accounts.list({ search: "ada" });
    expect([Number(found[0]?.organizationCount), rosa]).toEqual([2, expect.any(Number)]);
  });

  test("that are disabled can do nothing from that moment on, and all of it again but for their sessions when they are enabled", async () => {
    const scene = await openAccountScene(await open(), clock);
    const { accounts, sessions, tokens, database, stopped, told, rosa } = scene;
    const { account } = await accounts.create(rosa, { email: "ada@x.org", password });
    const proof = { kind: "password", email: "ada@x.org", password } as const;
    const { cookie, userId: ada } = await sessions.signIn(proof);
    const { text } = await tokens.create(ada, "laptop");
    const { link } = await accounts.createLink(rosa, ada);

    // Both are known at this moment.
    const before = [await sessions.findCaller(cookie), await tokens.findCaller(text)];
    const disabled = await accounts.update(rosa, ada, { isDisabled: true });
    const during = [await sessions.findCaller(cookie), await tokens.findCaller(text)];
    await expect(sessions.signIn(proof)).rejects.toMatchObject({ code: "auth.failed" });
    await expect(sessions.useLink(link, { password })).rejects.toEqual(linkUsed);
    await expect(accounts.createLink(rosa, ada)).rejects.toMatchObject({ code: "user.disabled" });
    await accounts.update(rosa, ada, { isDisabled: false });

    expect(before).toMatchObject([{ userId: ada }, { userId: ada }]);
    expect([account.id, disabled.is_disabled, during]).toEqual([ada, 1, [undefined, undefined]]);
    expect([stopped, told]).toEqual([[ada], [{ userIds: [ada] }, { userIds: [ada] }]]);
    expect(await sessions.findCaller(cookie)).toBeUndefined();
    expect(await tokens.findCaller(text)).toMatchObject({ userId: ada });
    await expect(sessions.useLink(link, { password })).rejects.toEqual(linkUsed);
    const entries = await database.query.selectFrom("audit_entries").select("action").where("action", "like", "user.%able").execute();
    expect(entries.map(({ action }) => action)).toEqual(["user.disable", "user.enable"]);
  });

  test("have runs that go on telling how they go, whatever becomes of the account", async () => {
    const { accounts, removals, tokens, database, add, rosa } = await openAccountScene(await open(), clock);
    const ada = await add("ada");
    const text = await database.transaction(({ query }) => tokens.mintRunToken(query, { userId: ada, runId: toRunId("1aBcDeFgHiJkLm") }));

    await accounts.update(rosa, ada, { isDisabled: true });
    const whileDisabled = await tokens.findCaller(text);
    await removals.remove({ kind: "session", userId: rosa, isAdministrator: true, sessionHash: "" }, ada);

    expect(whileDisabled).toMatchObject({ kind: "run", userId: ada });
    expect(await tokens.findCaller(text)).toMatchObject({ kind: "run", userId: ada });
  });

  test("are those of administrators from the moment when it is said, and no longer", async () => {
    const { accounts, tokens, add, rosa } = await openAccountScene(await open(), clock);
    const ada = await add("ada");
    const { text } = await tokens.create(ada, "laptop");
    const isAdministrator = async () => (await tokens.findCaller(text)) as { isAdministrator?: boolean } | undefined;

    const before = await isAdministrator();
    await accounts.update(rosa, ada, { isAdministrator: true });
    const during = await isAdministrator();
    await accounts.update(rosa, ada, { isAdministrator: false });

    expect([before, during, await isAdministrator()]).toMatchObject([
      { isAdministrator: false },
      { isAdministrator: true },
      { isAdministrator: false },
    ]);
  });

  test("that are changed into what they are leave no trace", async () => {
    const { accounts, database, told, rosa } = await openAccountScene(await open(), clock);
    const before = await dumpTables(database);

    await accounts.update(rosa, rosa, { isDisabled: false, isAdministrator: true });
    await accounts.update(rosa, rosa, {});

    expect([await dumpTables(database), told]).toEqual([before, []]);
  });

  test("get a link for a first password, or for another one, and older links stop", async () => {
    const { accounts, sessions, add, rosa } = await openAccountScene(await open(), clock);
    const [ada, bob] = [await add("ada"), await add("bob", { isInvited: true })];
    const older = await accounts.createLink(rosa, ada);
    const [forAda, forBob] = [await accounts.createLink(rosa, ada), await accounts.createLink(rosa, bob)];

    await expect(sessions.describeLink(older.link)).rejects.toEqual(linkUsed);
    expect(await sessions.describeLink(forAda.link)).toEqual({ purpose: "password-reset", email: "ada@x.org" });
    expect(await sessions.describeLink(forBob.link)).toEqual({ purpose: "invitation", email: "bob@x.org" });
    await sessions.useLink(forAda.link, { password });
    await expect(sessions.signIn({ kind: "password", email: "ada@x.org", password })).resolves.toMatchObject({ userId: ada });
  });

  test("that are not there, or gone, are not found", async () => {
    const { accounts, database, add, rosa } = await openAccountScene(await open(), clock);
    const gone = await add("gone");
    await database.query.updateTable("users").set({ deleted_at: 1 }).where("id", "=", gone).execute();
    const notFound = { code: "user.not_found", message: "User not found." };

    for (const id of [gone, toUserId(4711)]) {
      await expect(accounts.update(rosa, id, { isDisabled: true })).rejects.toMatchObject(notFound);
      await expect(accounts.createLink(rosa, id)).rejects.toMatchObject(notFound);
    }
  });
});

describeWithDatabases("the last administrator", ({ open, clock }) => {
  test("stays one, and stays", async () => {
    const { accounts, removals, database, add, rosa } = await openAccountScene(await open(), clock);
    // Neither of the two could sign in and look after the server.
    await add("invited", { isAdministrator: true, isInvited: true });
    const off = await add("off", { isAdministrator: true });
    await accounts.update(rosa, off, { isDisabled: true });
    const before = await dumpTables(database);
    const caller = { kind: "session", userId: rosa, isAdministrator: true, sessionHash: "" } as const;

    await expect(accounts.update(rosa, rosa, { isDisabled: true })).rejects.toEqual(lastAdministrator);
    await expect(accounts.update(rosa, rosa, { isAdministrator: false })).rejects.toEqual(lastAdministrator);
    await expect(removals.remove(caller, rosa)).rejects.toEqual(lastAdministrator);
    expect(await dumpTables(database)).toBe(before);
  });

  test("is one of two who go at once, in whatever way", async () => {
    const { accounts, removals, database, add, rosa } = await openAccountScene(await open(), clock);
    const ways = [
      (id: typeof rosa) => accounts.update(id, id, { isDisabled: true }),
      (id: typeof rosa) => accounts.update(id, id, { isAdministrator: false }),
      (id: typeof rosa) => removals.remove({ kind: "session", userId: id, isAdministrator: true, sessionHash: "" }, id),
    ];
    let running = rosa;
    for (const [index, way] of ways.entries()) {
      const other = await add(`other${String(index)}`, { isAdministrator: true });

      const both = await Promise.allSettled([way(running), way(other)]);

      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "user.last_administrator" } });
      running = both[0]?.status === "rejected" ? running : other;
    }
    const left = await database.query
      .selectFrom("users")
      .select("id")
      .where("is_administrator", "=", 1)
      .where("is_disabled", "=", 0)
      .where("deleted_at", "is", null)
      .execute();
    expect(left).toEqual([{ id: running }]);
  });
});
