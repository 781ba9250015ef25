import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { actTimes, foundInAudit, verifyAudit } from "../../testing/audit-trail.fixture.ts";

describeWithDatabases("the end of a trail", ({ open, clock }) => {
  async function openTrail(count = 9): Promise<Database> {
    const database = await open();
    await actTimes(database, clock, count);
    return database;
  }

  test("a changed head is found, whichever column it is", async () => {
    const database = await openTrail();
    const whole = await database.query.selectFrom("audit_chain").selectAll().executeTakeFirstOrThrow();
    const columns = ["newest_number", "newest_hash", "removed_number", "removed_hash", "begun_at", "hash"] as const;

    const seen = [];
    for (const column of columns) {
      await database.query
        .updateTable("audit_chain")
        .set({ [column]: column.endsWith("hash") ? "a".repeat(64) : 3 })
        .execute();
      seen.push((await foundInAudit(database)).includes("the head of the chain was changed"));
      await database.query.updateTable("audit_chain").set(whole).execute();
    }

    expect(seen).toEqual(columns.map(() => true));
  });

  test("a head of a key that nobody has, an emptied head and one that is gone are found", async () => {
    const database = await openTrail();
    await database.query.updateTable("audit_chain").set({ key_term: 77 }).execute();
    const unknown = await foundInAudit(database);
    await database.query.updateTable("audit_chain").set({ hash: "", removed_hash: "", newest_hash: "", newest_number: 0 }).execute();
    const emptied = await foundInAudit(database);
    await database.query.deleteFrom("audit_chain").execute();

    expect(unknown).toEqual(["the head of the chain cannot be checked: the key file does not hold the key"]);
    expect(emptied).toEqual(["the head of the chain is empty"]);
    expect(await foundInAudit(database)).toEqual(["the head of the chain is gone"]);
  });

  test("a head that was put back is found by the entries behind it", async () => {
    const database = await openTrail(5);
    const old = await database.query.selectFrom("audit_chain").selectAll().executeTakeFirstOrThrow();
    await actTimes(database, clock, 4);

    await database.query.updateTable("audit_chain").set(old).execute();

    expect(await foundInAudit(database)).toEqual([
      "an older copy was put back: entries up to 9 are there, and the head of the chain ends with 5",
    ]);
  });

  test("an end that was cut and a head that was put back are found by who remembers a later entry", async () => {
    const database = await openTrail(5);
    const old = await database.query.selectFrom("audit_chain").selectAll().executeTakeFirstOrThrow();
    await actTimes(database, clock, 4);
    const { newest } = await verifyAudit(database);
    await database.query.deleteFrom("audit_entries").where("id", ">", 5).execute();
    await database.query.updateTable("audit_chain").set(old).execute();
    clock.advance(1000);
    const remembered = [{ ...newest, by: "the witness saw" }];

    const without = await foundInAudit(database);
    const early = await foundInAudit(database, remembered);
    await actTimes(database, clock, 4);
    const late = await foundInAudit(database, remembered);

    expect(without).toEqual([]);
    expect(early).toEqual(["an older copy was put back: the trail ends with entry 5, and entry 9 is one that the witness saw"]);
    expect(late).toEqual(["an older copy was put back: entry 9 is not the one that the witness saw"]);
  });

  test("an entry of an older history in the place of a newer one is found", async () => {
    const database = await openTrail(5);
    const old = await database.query.selectFrom("audit_chain").selectAll().executeTakeFirstOrThrow();
    await actTimes(database, clock, 1);
    const sixth = await database.query.selectFrom("audit_entries").selectAll().where("id", "=", 6).executeTakeFirstOrThrow();
    await database.query.deleteFrom("audit_entries").where("id", ">", 5).execute();
    await database.query.updateTable("audit_chain").set(old).execute();
    clock.advance(1000);
    await actTimes(database, clock, 4);

    await database.query.deleteFrom("audit_entries").where("id", "=", 6).execute();
    await database.query.insertInto("audit_entries").values(sixth).execute();

    expect(await foundInAudit(database)).toEqual(["an older copy was put back: entry 7 or the one before it"]);
  });
});
