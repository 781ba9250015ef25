import type { AuditEntryRow, Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { sql } from "kysely";
import type { Updateable } from "kysely";
import { expect, test } from "vitest";
import { actTimes, foundInAudit, verifyAudit } from "../../testing/audit-trail.fixture.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { hashedColumns } from "./chain/hash-entry.ts";
import { readState } from "./chain/chain-state.ts";

describeWithDatabases("a trail that was changed by hand", ({ open, clock, engine }) => {
  async function openTrail(count = 9): Promise<Database> {
    const database = await open();
    await addUser(database, "jane");
    await actTimes(database, clock, count);
    return database;
  }

  test("is found whole while nobody touched it", async () => {
    const database = await openTrail();

    const verification = await verifyAudit(database);

    const state = await readState(database.query);
    expect(verification).toEqual({
      ...{ findings: [], hasMore: false, entries: 9, before: 0, broken: 0 },
      newest: { number: 9, hash: state?.newest_hash },
    });
  });

  test("an empty trail is whole", async () => {
    const database = await open();
    await openAudit(database, clock).begin();

    expect(await verifyAudit(database)).toMatchObject({ findings: [], entries: 0, newest: { number: 0 } });
  });

  test("every column of the table is hashed", async () => {
    const database = await openTrail(1);

    const columns = Object.keys((await database.query.selectFrom("audit_entries").selectAll().executeTakeFirst()) ?? {});

    expect(columns.toSorted((one, other) => one.localeCompare(other))).toEqual(
      [...hashedColumns, "hash"].toSorted((one, other) => one.localeCompare(other)),
    );
  });

  test("a changed column is found, whichever it is", async () => {
    const database = await openTrail();
    const other: Record<(typeof hashedColumns)[number] | "hash", number | string> = {
      ...{
        id: 1000,
        at: 5,
        actor_user_id: 2,
        actor_name: "eve",
        action: "thing.keep",
        target_kind: "other",
        target_id: "t",
        target_name: "x",
      },
      ...{ organization_id: 9, workspace_id: 9, client: "agent", remote_address: "192.0.2.1", user_agent: "x", token_id: 9 },
      ...{ correlation_id: "x", before_image: "{}", after_image: "{}", detail: "{}", standing: "before", hash_form: 2 },
      ...{ key_term: 2, previous_hash: "0".repeat(64), hash: "f".repeat(64) },
    };
    const seen: Record<string, readonly string[]> = {};

    for (const column of [...hashedColumns, "hash"] as const) {
      seen[column] = await foundAfter(database, { [column]: other[column] });
    }

    const changed = Object.fromEntries([...hashedColumns, "hash"].map((column) => [column, ["entry 5 was changed"]]));
    expect(seen).toEqual({
      ...changed,
      id: ["entry 1000 was recorded as entry 5"],
      key_term: ["entry 5 cannot be checked: the key file does not hold the key"],
    });
    expect(await foundInAudit(database)).toEqual([]);
  });

  test("a column that was emptied is found, whichever it is", async () => {
    const database = await openTrail();
    const columns = [
      "actor_user_id",
      "actor_name",
      "target_name",
      "organization_id",
      "previous_hash",
      "hash",
      "hash_form",
      "key_term",
    ] as const;

    const seen = [];
    for (const column of columns) seen.push(await foundAfter(database, { [column]: null }));

    expect(seen).toEqual(columns.map(() => ["entry 5 was changed"]));
  });

  test("changes of several entries are found one by one, the first and the last too", async () => {
    const database = await openTrail();

    await database.query.updateTable("audit_entries").set({ detail: "{}" }).where("id", "in", [1, 4, 5, 9]).execute();

    expect(await foundInAudit(database)).toEqual(["entry 1 was changed", "entries 4 to 5 were changed", "entry 9 was changed"]);
  });

  test("deleted entries are found, wherever they stood", async () => {
    const database = await openTrail();
    const cases = [
      { gone: [5], says: ["entry 5 is missing"] },
      { gone: [1], says: ["entry 1 is missing"] },
      { gone: [2, 3, 4, 7], says: ["entries 2 to 4 are missing", "entry 7 is missing"] },
      { gone: [9], says: ["entry 9 was cut off at the end"] },
      { gone: [7, 8, 9], says: ["entries 7 to 9 were cut off at the end"] },
      { gone: [1, 2, 3, 4, 5, 6, 7, 8, 9], says: ["entries 1 to 9 were cut off at the end"] },
    ];

    const seen = [];
    for (const { gone } of cases) {
      const kept = await database.query.selectFrom("audit_entries").selectAll().where("id", "in", gone).execute();
      await database.query.deleteFrom("audit_entries").where("id", "in", gone).execute();
      seen.push({ gone, says: await foundInAudit(database) });
      await database.query.insertInto("audit_entries").values(kept).execute();
    }

    expect(seen).toEqual(cases);
  });

  test("a deletion that is hidden by renumbering the rest is found", async () => {
    const database = await openTrail();

    await database.query.deleteFrom("audit_entries").where("id", "=", 5).execute();
    for (const id of [6, 7, 8, 9]) await renumber(database, id, id - 1);

    expect(await foundInAudit(database)).toEqual(["entries 5 to 8 were recorded as entries 6 to 9", "entry 5 is missing"]);
  });

  test("an entry that is added at the end is found", async () => {
    const database = await openTrail();

    await insert(database, 10, { action: "forged.entry" });

    expect(await foundInAudit(database)).toEqual(["entry 10 was inserted"]);
  });

  test("an entry that is added before the first is found", async () => {
    const database = await openTrail();

    await insert(database, 0, { action: "forged.entry" });

    expect(await foundInAudit(database)).toEqual(["entry 0 was inserted"]);
  });

  test("an entry that pushes the others on is found", async () => {
    const database = await openTrail();

    for (const id of [9, 8, 7, 6, 5]) await renumber(database, id, id + 1);
    await insert(database, 5, { action: "forged.entry", standing: "before" });

    expect(await foundInAudit(database)).toEqual(["entry 5 was inserted", "entries 6 to 10 were recorded as entries 5 to 9"]);
  });

  test("a genuine entry that is added once more is found", async () => {
    const database = await openTrail();
    const copied = await database.query.selectFrom("audit_entries").selectAll().where("id", "=", 3).executeTakeFirstOrThrow();

    await database.query
      .insertInto("audit_entries")
      .values({ ...copied, id: 10 })
      .execute();

    expect(await foundInAudit(database)).toEqual(["entry 10 was recorded as entry 3"]);
  });

  test("entries that changed places are found, neighbours and others", async () => {
    const database = await openTrail();
    const exchange = async (one: number, other: number): Promise<void> => {
      await renumber(database, one, 500);
      await renumber(database, other, one);
      await renumber(database, 500, other);
    };
    const pairs = [
      [4, 5],
      [2, 8],
      [1, 9],
    ] as const;

    const seen = [];
    for (const [one, other] of pairs) {
      await exchange(one, other);
      seen.push(await foundInAudit(database));
      await exchange(one, other);
    }

    expect(seen).toEqual(
      pairs.map(([one, other]) => [
        `entry ${String(one)} was recorded as entry ${String(other)}`,
        `entry ${String(other)} was recorded as entry ${String(one)}`,
      ]),
    );
  });

  test("an entry in the place of another is found, and what stood there is missed", async () => {
    const database = await openTrail();
    const copied = await database.query.selectFrom("audit_entries").selectAll().where("id", "=", 3).executeTakeFirstOrThrow();

    await database.query.deleteFrom("audit_entries").where("id", "=", 6).execute();
    await database.query
      .insertInto("audit_entries")
      .values({ ...copied, id: 6 })
      .execute();

    expect(await foundInAudit(database)).toEqual(["entry 6 was recorded as entry 3", "entry 6 is missing"]);
  });

  test("a trail that is spoilt from end to end is told in few lines", async () => {
    const database = await openTrail(60);

    await sql`UPDATE audit_entries SET detail = 'x'`.execute(database.query);

    expect(await foundInAudit(database)).toEqual(["entries 1 to 60 were changed"]);
  });

  test("values of kinds that no column of ours holds are found", async () => {
    if (engine === "postgres") return;
    const database = await openTrail();

    await sql`UPDATE audit_entries SET at = 1.5 WHERE id = 2`.execute(database.query);
    await sql`UPDATE audit_entries SET target_id = X'00FF' WHERE id = 4`.execute(database.query);
    await sql`UPDATE audit_entries SET key_term = 'one' WHERE id = 6`.execute(database.query);
    await sql`UPDATE audit_entries SET hash = 5 WHERE id = 8`.execute(database.query);

    expect(await foundInAudit(database)).toEqual([2, 4, 6, 8].map((id) => `entry ${String(id)} was changed`));
  });
});

/** What is found when the fifth entry is changed; it is as it was afterwards. */
async function foundAfter(database: Database, change: Updateable<AuditEntryRow>): Promise<readonly string[]> {
  const whole = await database.query.selectFrom("audit_entries").selectAll().where("id", "=", 5).executeTakeFirstOrThrow();
  await database.query.updateTable("audit_entries").set(change).where("id", "=", 5).execute();
  const findings = await foundInAudit(database);
  await database.query
    .updateTable("audit_entries")
    .set(whole)
    .where("id", "=", change.id ?? 5)
    .execute();
  return findings;
}

async function renumber(database: Database, from: number, to: number): Promise<void> {
  await database.query.updateTable("audit_entries").set({ id: to }).where("id", "=", from).execute();
}

/** As somebody does who has the database and not the key: everything fits but the hash. */
async function insert(database: Database, id: number, forged: { readonly action: string; readonly standing?: "before" }): Promise<void> {
  const { query } = database;
  const near = await query
    .selectFrom("audit_entries")
    .selectAll()
    .where("id", "<", Math.max(2, id))
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();
  await query
    .insertInto("audit_entries")
    .values({ ...near, id, previous_hash: near.hash, hash: "e".repeat(64), ...forged })
    .execute();
}
