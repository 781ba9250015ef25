import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { auditVault, openAudit } from "../../../testing/open-audit.fixture.ts";
import { verifyTrail } from "../verify/verify-trail.ts";
import { trailHasher } from "./trail-hasher.ts";

const thing = { actor: null, action: "thing.change", targetKind: "thing", targetId: "t" } as const;

function verify({ query }: Database) {
  return verifyTrail({ query, hasher: trailHasher(auditVault()), remembered: [] });
}

describeWithDatabases("who wrote the newest entry", ({ open, clock }) => {
  test("goes on after what another process wrote meanwhile", async () => {
    const database = await open();
    const [one, other] = [openAudit(database, clock), openAudit(database, clock)];

    for (const audit of [one, other, other, one, one, other]) await audit.recordAlone(thing);

    expect(await verify(database)).toMatchObject({ findings: [], newest: { number: 6 } });
  });

  test("goes on after an act that was undone", async () => {
    const database = await open();
    const audit = openAudit(database, clock);
    await audit.recordAlone(thing);
    const undone = database.transaction(async ({ query }) => {
      await audit.record(query, thing);
      // After the step that writes the entry, and before the commit.
      database.beforeCommit(query, () => Promise.reject(new TypeError("on purpose")));
    });
    await expect(undone).rejects.toThrow("on purpose");

    for (let index = 0; index < 2; index += 1) await audit.recordAlone(thing);

    expect(await verify(database)).toMatchObject({ findings: [], newest: { number: 3 } });
  });

  test("goes on beside others, each with one entry or several", async () => {
    const database = await open();
    const writers = [openAudit(database, clock), openAudit(database, clock)];
    const write = (index: number) =>
      database.transaction(async ({ query }) => {
        for (let entry = 0; entry <= index % 3; entry += 1) await writers[index % 2]?.record(query, thing);
      });

    await Promise.all(Array.from({ length: 30 }, (_, index) => write(index)));

    expect(await verify(database)).toMatchObject({ findings: [], newest: { number: 60 } });
  });

  test.each([
    { newest_number: 9 },
    { newest_hash: "f".repeat(64) },
    { removed_number: 1 },
    { removed_hash: "f".repeat(64) },
    { begun_at: 5 },
    { key_term: 9 },
    { hash: "f".repeat(64) },
  ])("does not go on when %o was put there from outside", async (change) => {
    const database = await open();
    const audit = openAudit(database, clock);
    await audit.recordAlone(thing);
    await database.query.updateTable("audit_chain").set(change).execute();

    await expect(audit.recordAlone(thing)).rejects.toMatchObject({ kind: expect.stringMatching(/^(unavailable|internal)$/) });

    expect(await database.query.selectFrom("audit_entries").select("id").execute()).toHaveLength(1);
  });
});
