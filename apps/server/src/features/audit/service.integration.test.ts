import { toTokenId, toUserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { ActContexts } from "../../act-context.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";

describeWithDatabases("the audit trail", ({ open, clock }) => {
  test("an entry says who, called what that day, from where, to what, and in which request", async () => {
    const database = await open();
    const contexts = new ActContexts();
    const audit = openAudit(database, clock, contexts);
    const jane = await addUser(database, "jane");
    const client = { kind: "http", address: "192.0.2.7", userAgent: "curl\u0000/8", tokenId: toTokenId(3) } as const;

    await contexts.run({ client, correlationId: "request-1" }, () =>
      database.transaction(({ query }) =>
        audit.record(query, {
          actor: jane,
          action: "workspace.create",
          targetKind: "workspace",
          targetId: "12",
          targetName: "lab/cohort",
          organizationId: 4,
          workspaceId: 12,
          detail: { visibility: "PRIVATE" },
        }),
      ),
    );
    await database.query.updateTable("users").set({ user_name: "somebody" }).execute();

    expect(await database.query.selectFrom("audit_entries").selectAll().execute()).toEqual([
      expect.objectContaining({
        ...{ actor_user_id: jane, actor_name: "jane", action: "workspace.create", target_kind: "workspace", target_id: "12" },
        ...{ target_name: "lab/cohort", organization_id: 4, workspace_id: 12, detail: '{"visibility":"PRIVATE"}' },
        ...{ client: "http", remote_address: "192.0.2.7", user_agent: "curl\uFFFD/8", token_id: 3, correlation_id: "request-1" },
      }),
    ]);
  });

  test("facts hold no password of an address, and nothing that cannot be stored", async () => {
    const database = await open();

    await openAudit(database, clock).recordAlone({
      ...{ actor: null, action: "run.create", targetKind: "run", targetId: "r", targetName: "https://jane:canary@git.example.org/x" },
      detail: {
        projectName: "https://jane:canary@git.example.org/x",
        note: "a\u0000b\uD800",
        long: "y".repeat(5000),
        count: 3,
        none: null,
      },
    });

    const entry = await database.query.selectFrom("audit_entries").select(["detail", "target_name"]).executeTakeFirstOrThrow();
    expect(entry.target_name).toBe("https://git.example.org/x");
    expect(JSON.parse(entry.detail)).toEqual({
      ...{ projectName: "https://git.example.org/x", note: "a\uFFFDb\uFFFD", long: "y".repeat(1000), count: 3, none: null },
    });
  });

  test("what the server does by itself has no actor and no address", async () => {
    const database = await open();

    await database.transaction(({ query }) =>
      openAudit(database, clock).record(query, { actor: null, action: "run.end", targetKind: "run", targetId: "r" }),
    );
    await database.transaction(({ query }) =>
      openAudit(database, clock).record(query, { actor: toUserId(99), action: "run.end", targetKind: "run", targetId: "r" }),
    );

    const entries = await database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    expect(entries).toEqual([
      expect.objectContaining({ actor_user_id: null, actor_name: null, client: "server", remote_address: null, correlation_id: null }),
      expect.objectContaining({ actor_user_id: 99, actor_name: null }),
    ]);
  });
});
