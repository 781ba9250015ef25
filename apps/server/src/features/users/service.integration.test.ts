import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { toUserId } from "@postern/domain";
import { openAccounts } from "../../testing/open-accounts.ts";
import { password } from "../../testing/test-server.ts";

const plain = { password, isAdministrator: false };

describeWithDatabases("accounts", ({ open, clock }) => {
  test("are found by their address in any case, and by their password", async () => {
    const { users, sessions } = openAccounts(await open(), clock);
    const id = await users.createAccount({ ...plain, email: " Ada@Example.ORG" });

    const session = await sessions.signIn({ kind: "password", email: "ADA@example.org ", password });

    expect(session.userId).toBe(id);
    expect(await users.getUser(id)).toMatchObject({ email: "ada@example.org", user_name: "ada" });
    expect((await users.getUser(id)).last_access_at).toBe(clock.now());
  });

  test("with the same address are refused, and those with the same name before the @ get different names", async () => {
    const { users } = openAccounts(await open(), clock);
    await users.createAccount({ ...plain, email: "ada.b@x.org" });

    const second = await users.createAccount({ ...plain, email: "ada.b@y.org" });
    const taken = users.createAccount({ ...plain, email: "ADA.B@x.org" });

    await expect(taken).rejects.toMatchObject({ code: "user.exists", fields: ["email"] });
    expect((await users.getUser(second)).user_name).toBe("ada-b-2");
  });

  test("need an address that is one, and a password that can be typed", async () => {
    const { users } = openAccounts(await open(), clock);

    for (const email of ["", "ada", "@x", "a b@x", `${"a".repeat(260)}@x`]) {
      await expect(users.createAccount({ ...plain, email })).rejects.toMatchObject({ code: "request.invalid", fields: ["email"] });
    }
    for (const weak of ["short", "x".repeat(1025), "with a\0 in it"]) {
      const made = users.createAccount({ email: "ada@x.org", password: weak, isAdministrator: false });
      await expect(made).rejects.toMatchObject({ code: "user.password_weak", fields: ["password"] });
    }
    expect(await users.hasUsers()).toBe(false);
  });

  test("that are absent are said to be", async () => {
    const { users } = openAccounts(await open(), clock);

    await expect(users.getUser(toUserId(7))).rejects.toMatchObject({ code: "user.not_found" });
  });

  test("keep of a password only its slow hash, and an audit entry of their making", async () => {
    const database = await open();
    const { users } = openAccounts(database, clock);

    const id = await users.createAccount({ ...plain, email: "ada@x.org" });

    const row = await database.query.selectFrom("users").select("password_hash").executeTakeFirst();
    const entries = await database.query.selectFrom("audit_entries").select(["action", "target_id", "detail"]).execute();
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(entries).toMatchObject([{ action: "user.create", target_id: String(id) }]);
    expect(JSON.stringify(entries)).not.toContain(password);
  });
});
