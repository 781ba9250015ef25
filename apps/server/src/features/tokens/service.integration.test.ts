import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { toRunId, toTokenId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { Database } from "@postern/database";
import { openAccounts } from "../../testing/open-accounts.ts";
import type { Accounts } from "../../testing/open-accounts.ts";
import { password } from "../../testing/test-server.ts";

const runId = toRunId("1aBcDeFgHiJkLm");

async function openWithUsers(database: Database, clock: Clock): Promise<Accounts & { ada: UserId; bob: UserId }> {
  const accounts = openAccounts(database, clock);
  const ada = await accounts.users.createAccount({ email: "ada@x.org", password, isAdministrator: true });
  const bob = await accounts.users.createAccount({ email: "bob@x.org", password, isAdministrator: false });
  return { ...accounts, ada, bob };
}

describeWithDatabases("tokens", ({ open, clock }) => {
  test("lead to their user, in the form that existing clients read", async () => {
    const { tokens, ada } = await openWithUsers(await open(), clock);

    const { text, token } = await tokens.create(ada, "laptop");

    expect(Buffer.from(text, "base64").toString()).toMatch(new RegExp(`^\\{"tid":${String(token.id)}\\}\\.[0-9a-f]{64}$`));
    expect(await tokens.findCaller(text)).toEqual({
      kind: "token",
      userId: ada,
      tokenId: token.id,
      isAdministrator: true,
      access: "full",
      boundTo: null,
    });
    expect(await tokens.findCaller(`${text}x`)).toBeUndefined();
    expect(await tokens.findCaller("")).toBeUndefined();
  });

  test("are kept as a hash only", async () => {
    const database = await open();
    const { tokens, ada } = await openWithUsers(database, clock);

    const { text } = await tokens.create(ada, "laptop");

    const rows = await database.query.selectFrom("tokens").selectAll().execute();
    const secret = Buffer.from(text, "base64").toString().split(".")[1] ?? "";
    expect(JSON.stringify(rows)).not.toContain(text);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of one name can be made once for each user, also by two at once", async () => {
    const { tokens, ada, bob } = await openWithUsers(await open(), clock);

    const both = await Promise.allSettled([tokens.create(ada, "laptop"), tokens.create(ada, "laptop")]);

    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "token.name_taken" } });
    await expect(tokens.create(bob, "laptop")).resolves.toBeDefined();
  });

  test("need a name that can be read", async () => {
    const { tokens, ada } = await openWithUsers(await open(), clock);

    for (const name of ["", "   ", "x".repeat(51), "a\nb", "a\0b"]) {
      await expect(tokens.create(ada, name)).rejects.toMatchObject({ code: "request.invalid", fields: ["name"] });
    }
    expect(await tokens.list(ada)).toEqual([]);
  });

  test("are deleted by their own user only", async () => {
    const { tokens, ada, bob } = await openWithUsers(await open(), clock);
    const { text, token } = await tokens.create(ada, "laptop");

    await expect(tokens.remove(bob, toTokenId(token.id))).rejects.toMatchObject({ code: "token.not_found" });
    expect(await tokens.findCaller(text)).toBeDefined();
    await tokens.remove(ada, toTokenId(token.id));

    expect(await tokens.findCaller(text)).toBeUndefined();
    await expect(tokens.remove(ada, toTokenId(token.id))).rejects.toMatchObject({ code: "token.not_found" });
  });

  test("of a disabled account do not work", async () => {
    const database = await open();
    const { tokens, bob } = await openWithUsers(database, clock);
    const { text } = await tokens.create(bob, "laptop");

    await database.query.updateTable("users").set({ is_disabled: 1 }).where("id", "=", bob).execute();

    expect(await tokens.findCaller(text)).toBeUndefined();
  });

  test("of a run name the run, are not listed, and end with it", async () => {
    const database = await open();
    const { tokens, ada } = await openWithUsers(database, clock);
    const text = await database.transaction(({ query }) => tokens.mintRunToken(query, { userId: ada, runId }));

    const caller = await tokens.findCaller(text);
    await tokens.endRunTokens(runId, clock.now() + 1000);

    expect(caller).toMatchObject({ kind: "run", userId: ada, runId });
    expect(await tokens.list(ada)).toEqual([]);
    expect(await tokens.findCaller(text)).toBeDefined();
    clock.advance(1000);
    expect(await tokens.findCaller(text)).toBeUndefined();
  });

  test("of a run cannot be deleted as if they were personal", async () => {
    const database = await open();
    const { tokens, ada } = await openWithUsers(database, clock);
    await database.transaction(({ query }) => tokens.mintRunToken(query, { userId: ada, runId }));
    const row = await database.query.selectFrom("tokens").select("id").executeTakeFirstOrThrow();

    await expect(tokens.remove(ada, toTokenId(row.id))).rejects.toMatchObject({ code: "token.not_found" });
  });

  test("show when they were last used, to the minute", async () => {
    const { tokens, ada } = await openWithUsers(await open(), clock);
    const { text } = await tokens.create(ada, "laptop");
    const firstUse = clock.now();

    await tokens.findCaller(text);
    clock.advance(30_000);
    await tokens.findCaller(text);
    const soon = (await tokens.list(ada))[0]?.last_used_at;
    clock.advance(31_000);
    await tokens.findCaller(text);

    expect(soon).toBe(firstUse);
    expect((await tokens.list(ada))[0]?.last_used_at).toBe(clock.now());
  });
});
