import { toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAccounts } from "../../testing/open-accounts.ts";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestServer } from "../../testing/test-server.ts";

const dayMs = 86_400_000;
const linkUsed: unknown = expect.objectContaining({ code: "auth.link_used" });
const ada = { email: "ada@example.org", password };

describeWithDatabases("a one-time link", ({ open, clock }) => {
  test("makes the first administrator, once, with a session", async () => {
    const { sessions, users } = openAccounts(await open(), clock);
    const link = (await sessions.createFirstRunLink()) ?? "";

    const session = await sessions.useLink(link, ada);

    expect(await users.getUser(session.userId)).toMatchObject({ email: ada.email, is_administrator: 1 });
    expect(await sessions.findCaller(session.cookie)).toMatchObject({ kind: "session", userId: session.userId });
    await expect(sessions.useLink(link, { ...ada, email: "eve@example.org" })).rejects.toEqual(linkUsed);
    await expect(sessions.describeLink(link)).rejects.toEqual(linkUsed);
    expect(await sessions.createFirstRunLink()).toBeUndefined();
  });

  test("used by two at once serves one of them", async () => {
    const database = await open();
    const { sessions } = openAccounts(database, clock);
    const link = (await sessions.createFirstRunLink()) ?? "";

    const both = await Promise.allSettled(["ada", "eve"].map((name) => sessions.useLink(link, { email: `${name}@x.org`, password })));

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: linkUsed });
    expect(await database.query.selectFrom("users").select("id").execute()).toHaveLength(1);
    expect(await database.query.selectFrom("sessions").select("hash").execute()).toHaveLength(1);
  });

  test("and the command line at once make one administrator", async () => {
    const database = await open();
    const [first, second] = [openAccounts(database, clock), openAccounts(database, clock)];

    const both = await Promise.allSettled([
      first.users.createFirstAdministrator(ada),
      second.users.createFirstAdministrator({ ...ada, email: "eve@example.org" }),
    ]);

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await database.query.selectFrom("users").select("id").execute()).toHaveLength(1);
  });

  test("is still good after a password that was refused", async () => {
    const { sessions } = openAccounts(await open(), clock);
    const link = (await sessions.createFirstRunLink()) ?? "";

    await expect(sessions.useLink(link, { ...ada, password: "short" })).rejects.toMatchObject({ code: "user.password_weak" });
    await expect(sessions.useLink(link, {})).rejects.toMatchObject({ code: "request.invalid", fields: ["email", "password"] });

    expect((await sessions.useLink(link, ada)).cookie).not.toBe("");
  });

  test("stops working when a newer one is made, and after a day", async () => {
    const { sessions } = openAccounts(await open(), clock);
    const older = (await sessions.createFirstRunLink()) ?? "";
    const newer = (await sessions.createFirstRunLink()) ?? "";

    await expect(sessions.describeLink(older)).rejects.toEqual(linkUsed);
    expect(await sessions.describeLink(newer)).toEqual({ purpose: "first-run", email: null });
    clock.advance(dayMs);
    await expect(sessions.useLink(newer, ada)).rejects.toEqual(linkUsed);
  });

  test("signs an account in once, and old links are cleared away", async () => {
    const database = await open();
    const { sessions, users } = openAccounts(database, clock);
    const userId = await users.createFirstAdministrator(ada);
    const old = await sessions.createSignInLink(userId);
    clock.advance(dayMs);
    const link = await sessions.createSignInLink(userId);

    const described = await sessions.describeLink(link);
    const session = await sessions.useLink(link, {});

    expect(described).toEqual({ purpose: "sign-in", email: ada.email });
    expect(session.userId).toBe(userId);
    await expect(sessions.useLink(link, {})).rejects.toEqual(linkUsed);
    await expect(sessions.describeLink(old)).rejects.toEqual(linkUsed);
    expect(await database.query.selectFrom("setup_links").select("hash").execute()).toHaveLength(1);
    const entries = await database.query.selectFrom("audit_entries").select("action").orderBy("id").execute();
    const links = ["user.create_sign_in_link", "user.create_sign_in_link"];
    expect(entries.map(({ action }) => action)).toEqual(["user.create", ...links, "session.open"]);
  });

  test("by which somebody joins shows those who run the server that they are here", async () => {
    const database = await open();
    const { sessions, users, links, live } = openAccounts(database, clock);
    const administrator = await users.createFirstAdministrator(ada);
    const told: string[] = [];
    live.subscribe(administrator, ({ type }) => void told.push(type));
    const invited = await database.transaction(async ({ query }) => {
      const { user } = await users.insertAccount(query, { ...(await users.prepareNewAccount({ email: "bob@x.org" })), by: administrator });
      return links.create(query, { purpose: "invitation", userId: toUserId(user.id), by: administrator });
    });

    await sessions.useLink(invited.link, { password });

    expect(told).toEqual(["accounts"]);
  });
});

describe("the first run of a server", () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test("prints a link that makes the administrator and signs in, and no second time", async () => {
    const path = new URL(server.server.firstRunUrl ?? "").pathname;
    const api = path.replace("/setup/", "/api/postern/v1/setup/");

    const page = await server.call(path);
    const before = await server.call(api);
    const made = await server.call(api, { method: "POST", body: ada });
    const again = await server.call(api, { method: "POST", body: { ...ada, email: "eve@example.org" } });

    expect(page.status).toBe(200);
    expect(before.json).toEqual({ purpose: "first-run", email: null });
    expect(made.json).toMatchObject({ user: { email: ada.email }, isAdministrator: true });
    expect(made.headers["set-cookie"]?.[0]).toMatch(/^postern_session=/);
    expect(again.status).toBe(400);
    expect(again.json).toMatchObject({ code: "auth.link_used" });
    expect((await server.storedBytes()).includes(path.slice("/setup/".length))).toBe(false);
  });

  test.each(["x", "%00", "a".repeat(300)])("a link that is none is refused: %s", async (link) => {
    const answer = await server.call(`/api/postern/v1/setup/${link}`);

    expect(answer.status).toBe(400);
  });
});
