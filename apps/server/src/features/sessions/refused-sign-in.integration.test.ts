import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAccounts } from "../../testing/open-accounts.ts";
import { password } from "../../testing/test-server.ts";

describeWithDatabases("a refused sign-in", ({ open, clock }) => {
  test("is recorded with whom it was tried, from where, and without what was typed as the password", async () => {
    const database = await open();
    const { sessions, users, contexts } = openAccounts(database, clock);
    const id = await users.createFirstAdministrator({ email: "ada@example.org", password });
    const client = { kind: "http", address: "192.0.2.9", userAgent: "probe/1", tokenId: null } as const;
    const tries = ["ada@example.org", "nobody@example.org", "hunter2-in-the-wrong-field", `${"x".repeat(300)}@example.org`];

    for (const email of tries) {
      const refused = contexts.run({ client, correlationId: "a try" }, () =>
        sessions.signIn({ kind: "password", email, password: "not the canary-password" }),
      );
      await expect(refused).rejects.toMatchObject({ code: "auth.failed", message: "The e-mail address or the password is wrong." });
    }

    const entries = await database.query
      .selectFrom("audit_entries")
      .selectAll()
      .where("action", "=", "session.refuse")
      .orderBy("id")
      .execute();
    const from = { actor_user_id: null, client: "http", remote_address: "192.0.2.9", target_kind: "user" };
    expect(entries).toEqual([
      expect.objectContaining({ ...from, target_id: String(id), target_name: "ada", detail: '{"email":"ada@example.org"}' }),
      expect.objectContaining({ ...from, target_id: "unknown", target_name: null, detail: '{"email":"nobody@example.org"}' }),
      expect.objectContaining({ ...from, target_id: "unknown", detail: '{"email":null}' }),
      expect.objectContaining({ ...from, target_id: "unknown", detail: '{"email":null}' }),
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/canary|hunter2/);
  });
});
