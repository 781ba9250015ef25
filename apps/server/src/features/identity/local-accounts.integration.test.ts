import { AppError } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { argon2InPlace } from "../../passwords/argon2-in-place.ts";
import type { SlowHashing } from "../../passwords/slow-hashing.ts";
import { openAccounts } from "../../testing/open-accounts.ts";
import { password } from "../../testing/test-server.ts";

const wrong = "correct horse batterz";

/** Counts what is hashed, and has no time for it while it is told so. */
class CountedHashing implements SlowHashing {
  isBusy = false;
  count = 0;

  hash(word: string): Promise<string> {
    return this.#count(() => argon2InPlace.hash(word));
  }

  verify(stored: string, word: string): Promise<boolean> {
    return this.#count(() => argon2InPlace.verify(stored, word));
  }

  async #count<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.isBusy) throw new AppError("server.busy", "Too many passwords wait to be looked at.", { retryAfterSeconds: 3 });
    this.count += 1;
    return act();
  }
}

describeWithDatabases("signing in by password", ({ open, clock }) => {
  test("costs one slow hash, whether the address has an account, an invited or a disabled one, or none", async () => {
    const hashing = new CountedHashing();
    const database = await open();
    const { users, sessions } = openAccounts(database, clock, { hashing });
    await users.createAccount({ email: "ada@x.org", password, isAdministrator: false });
    const eve = await users.createAccount({ email: "eve@x.org", password, isAdministrator: false });
    await database.query.updateTable("users").set({ is_disabled: 1 }).where("id", "=", eve).execute();
    await database.transaction(({ query }) => users.inviteAccount(query, { email: "ivy@x.org", by: null }));
    const costs: number[] = [];

    for (const email of ["ada@x.org", "eve@x.org", "ivy@x.org", "nobody@x.org"]) {
      const before = hashing.count;
      await expect(sessions.signIn({ kind: "password", email, password: wrong })).rejects.toMatchObject({ code: "auth.failed" });
      costs.push(hashing.count - before);
    }

    expect(costs).toEqual([1, 1, 1, 1]);
  });

  test("is no try while nobody has the time to look at passwords: it counts for nobody, and no refusal is recorded", async () => {
    const hashing = new CountedHashing();
    const database = await open();
    const { users, sessions, passwords } = openAccounts(database, clock, { hashing });
    const userId = await users.createAccount({ email: "ada@x.org", password, isAdministrator: false });
    const signIn = (word: string) => sessions.signIn({ kind: "password", email: "ada@x.org", password: word });
    const change = (word: string) =>
      passwords.change(
        { kind: "session", userId, isAdministrator: false, sessionHash: "x" },
        { currentPassword: word, newPassword: wrong },
      );

    hashing.isBusy = true;
    for (let count = 0; count < 11; count += 1) {
      await expect(signIn(wrong)).rejects.toMatchObject({ code: "server.busy" });
      await expect(change(wrong)).rejects.toMatchObject({ code: "server.busy" });
    }
    hashing.isBusy = false;

    expect((await signIn(password)).userId).toBe(userId);
    await change(password);
    expect((await signIn(wrong)).userId).toBe(userId);
    expect(await database.query.selectFrom("audit_entries").select("id").where("action", "=", "session.refuse").execute()).toEqual([]);
  });
});
