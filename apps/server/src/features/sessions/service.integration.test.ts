import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import type { SessionCaller } from "../../http/caller.ts";
import { openAccounts } from "../../testing/open-accounts.ts";
import type { Accounts } from "../../testing/open-accounts.ts";
import { password } from "../../testing/test-server.ts";

const newPassword = "another horse battery";
const proof = { kind: "password", email: "ada@x.org", password } as const;
const failed: unknown = expect.objectContaining({ code: "auth.failed" });

async function stage(database: Database, clock: Clock) {
  const accounts = openAccounts(database, clock);
  const ada = await accounts.users.createAccount({ email: "ada@x.org", password, isAdministrator: true });
  const from = (address: string, userAgent: string) => ({
    client: { kind: "http", address, userAgent, tokenId: null } as const,
    correlationId: null,
  });
  const at = <Result>(address: string, act: () => Promise<Result>) => accounts.contexts.run(from(address, `browser at ${address}`), act);
  return { ...accounts, ada, at, signIn: (address: string) => at(address, () => accounts.sessions.signIn(proof)) };
}

async function callerOf({ sessions }: Accounts, cookie: string): Promise<SessionCaller> {
  const caller = await sessions.findCaller(cookie);
  if (caller?.kind !== "session") throw new TypeError("not signed in");
  return caller;
}

describeWithDatabases("sessions", ({ open, clock }) => {
  test("are listed with where they are, the last used first", async () => {
    const accounts = await stage(await open(), clock);
    const { sessions, at, signIn } = accounts;
    const home = await signIn("192.0.2.1");
    const opened = clock.now();
    clock.advance(60_000);
    const work = await signIn("192.0.2.2");
    clock.advance(10 * 60_000);
    // The browser has moved meanwhile.
    const caller = await at("192.0.2.9", () => callerOf(accounts, home.cookie));

    const list = await sessions.list(caller);

    expect(list).toMatchObject([
      { isCurrent: true, created_at: opened, last_seen_at: clock.now(), remote_address: "192.0.2.9", user_agent: "browser at 192.0.2.9" },
      { isCurrent: false, created_at: opened + 60_000, last_seen_at: opened + 60_000, remote_address: "192.0.2.2" },
    ]);
    expect(list.map(({ id }) => id)).toEqual([expect.stringMatching(/^\w{22}$/), expect.stringMatching(/^\w{22}$/)]);
    expect(await sessions.findCaller(work.cookie)).toBeDefined();
  });

  test("of one's own end one by one, or all others at once, and what is open is cut off", async () => {
    const accounts = await stage(await open(), clock);
    const { sessions, signIn, ada, cutOff } = accounts;
    const [one, two, three] = [await signIn("192.0.2.1"), await signIn("192.0.2.2"), await signIn("192.0.2.3")];
    const caller = await callerOf(accounts, one.cookie);
    await Promise.all([two, three].map(({ cookie }) => sessions.findCaller(cookie)));
    const second = (await sessions.list(caller)).find(({ remote_address: address }) => address === "192.0.2.2");

    await sessions.end(caller, second?.id ?? "");
    const afterOne = await Promise.all([one, two, three].map(async ({ cookie }) => (await sessions.findCaller(cookie)) !== undefined));
    await sessions.endOthers(caller);
    const afterAll = await Promise.all([one, two, three].map(async ({ cookie }) => (await sessions.findCaller(cookie)) !== undefined));

    expect(afterOne).toEqual([true, false, true]);
    expect(afterAll).toEqual([true, false, false]);
    expect(cutOff).toEqual([ada, ada]);
  });

  test("of somebody else are as unknown as those that are not there", async () => {
    const accounts = await stage(await open(), clock);
    const { sessions, users, signIn } = accounts;
    await users.createAccount({ email: "bob@x.org", password, isAdministrator: false });
    const bob = await callerOf(accounts, (await sessions.signIn({ ...proof, email: "bob@x.org" })).cookie);
    const ada = await callerOf(accounts, (await signIn("192.0.2.1")).cookie);
    const [own] = await sessions.list(ada);

    for (const id of [own?.id ?? "", "nothing", ""]) {
      await expect(sessions.end(bob, id)).rejects.toMatchObject({ code: "session.not_found", message: "There is no such session." });
    }
    expect(await sessions.list(ada)).toHaveLength(1);
  });

  test("are recorded when they open and when they end", async () => {
    const database = await open();
    const accounts = await stage(database, clock);
    const { sessions, signIn } = accounts;
    const [one] = [await signIn("192.0.2.1"), await signIn("192.0.2.2")];
    const caller = await callerOf(accounts, one.cookie);
    await sessions.endOthers(caller);
    await sessions.signOut(caller);

    const entries = await database.query.selectFrom("audit_entries").select(["action", "detail", "remote_address"]).orderBy("id").execute();

    expect(entries.slice(1)).toEqual([
      { action: "session.open", detail: '{"by":"password"}', remote_address: "192.0.2.1" },
      { action: "session.open", detail: '{"by":"password"}', remote_address: "192.0.2.2" },
      { action: "session.close", detail: '{"count":1}', remote_address: null },
      { action: "session.close", detail: '{"count":1}', remote_address: null },
    ]);
  });

  test("open for nobody whose account was disabled, or whose password was replaced, while it was looked at", async () => {
    const database = await open();
    const { identity, ada } = await stage(database, clock);
    const [first, second] = [await identity.verify(proof), await identity.verify(proof)];
    const change = (values: object) => database.query.updateTable("users").set(values).where("id", "=", ada).execute();

    await change({ is_disabled: 1 });
    await expect(database.transaction(({ query }) => first.confirm(query))).rejects.toEqual(failed);
    await change({ is_disabled: 0, password_hash: "$another" });
    await expect(database.transaction(({ query }) => second.confirm(query))).rejects.toEqual(failed);
  });
});

describeWithDatabases("a password", ({ open, clock }) => {
  test("is changed by whoever knows the old one, and ends all other sessions", async () => {
    const accounts = await stage(await open(), clock);
    const { sessions, passwords, signIn } = accounts;
    const [here, there] = [await signIn("192.0.2.1"), await signIn("192.0.2.2")];
    await sessions.findCaller(there.cookie);

    await passwords.change(await callerOf(accounts, here.cookie), { currentPassword: password, newPassword });

    expect(await sessions.findCaller(here.cookie)).toBeDefined();
    expect(await sessions.findCaller(there.cookie)).toBeUndefined();
    await expect(sessions.signIn(proof)).rejects.toEqual(failed);
    await expect(sessions.signIn({ ...proof, password: newPassword })).resolves.toBeDefined();
  });

  test("stays when the old one is wrong or the new one weak, ten times at most", async () => {
    const accounts = await stage(await open(), clock);
    const { sessions, passwords, signIn } = accounts;
    const caller = await callerOf(accounts, (await signIn("192.0.2.1")).cookie);
    const change = (currentPassword: string, next: string) => passwords.change(caller, { currentPassword, newPassword: next });

    await expect(change(password, "short")).rejects.toMatchObject({ code: "user.password_weak", fields: ["newPassword"] });
    for (let tries = 0; tries < 10; tries += 1) {
      await expect(change("wrong", newPassword)).rejects.toMatchObject({ code: "auth.password_wrong", fields: ["currentPassword"] });
    }
    await expect(change(password, newPassword)).rejects.toMatchObject({ code: "request.limited" });

    await expect(sessions.signIn(proof)).resolves.toBeDefined();
  });

  test("that two change at once is that of one of them", async () => {
    const accounts = await stage(await open(), clock);
    const { sessions, passwords, signIn } = accounts;
    const callers = [await callerOf(accounts, (await signIn("1")).cookie), await callerOf(accounts, (await signIn("2")).cookie)];

    const both = await Promise.allSettled(
      callers.map((caller, index) =>
        passwords.change(caller, { currentPassword: password, newPassword: `${newPassword} ${String(index)}` }),
      ),
    );

    const winner = both.findIndex(({ status }) => status === "fulfilled");
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(sessions.signIn({ ...proof, password: `${newPassword} ${String(winner)}` })).resolves.toBeDefined();
  });

  test("that an administrator's link sets ends every session, and stops older links", async () => {
    const database = await open();
    const accounts = await stage(database, clock);
    const { sessions, links, signIn, ada, cutOff } = accounts;
    const old = await signIn("192.0.2.1");
    const make = () => database.transaction(({ query }) => links.create(query, { purpose: "password-reset", userId: ada, by: ada }));
    const [older, newer] = [await make(), await make()];

    await expect(sessions.describeLink(older.link)).rejects.toMatchObject({ code: "auth.link_used" });
    const session = await sessions.useLink(newer.link, { password: newPassword }, old.device);

    expect(await sessions.findCaller(old.cookie)).toBeUndefined();
    expect(await sessions.findCaller(session.cookie)).toMatchObject({ userId: ada });
    expect(session.device).not.toBe(old.device);
    expect(cutOff).toEqual([ada]);
    await expect(sessions.signIn({ ...proof, password: newPassword })).resolves.toBeDefined();
  });
});
