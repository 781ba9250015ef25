import { describeWithDatabases } from "@postern/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { keptPlan } from "./index.ts";
import type { Query } from "./index.ts";

const insert = (query: Query, id: string) =>
  query
    .insertInto("envelopes")
    .values({ id, bytes: Buffer.from("x"), key_term: 1 })
    .modifyEnd(keptPlan)
    .execute();
const find = (query: Query, id: string) =>
  query.selectFrom("envelopes").select("id").where("id", "=", id).modifyEnd(keptPlan).executeTakeFirst();

describeWithDatabases("a statement whose plan is kept", ({ open, engine }) => {
  test("answers afresh each time, also after its table has got another column", async () => {
    const { query } = await open();
    const before = await find(query, "one");
    await insert(query, "one");

    await sql`ALTER TABLE envelopes ADD COLUMN colour TEXT`.execute(query);

    expect([before, await find(query, "one"), await find(query, "two")]).toEqual([undefined, { id: "one" }, undefined]);
  });

  test("can be used again after it failed", async () => {
    const { query } = await open();
    await insert(query, "one");

    await expect(insert(query, "one")).rejects.toThrow(/unique/i);

    await insert(query, "two");
    expect(await find(query, "two")).toEqual({ id: "two" });
  });

  describe.each([engine].filter((one) => one === "postgres"))("(%s)", () => {
    test("is understood once for all its values, and no other statement is kept", async () => {
      const database = await open();

      const kept = await database.transaction(async ({ query }) => {
        for (const id of ["one", "two", "three"]) await find(query, id);
        await query.selectFrom("envelopes").select("key_term").where("id", "=", "one").execute();
        return sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements`.execute(query);
      });

      expect(kept.rows.map(({ statement }) => statement)).toEqual([expect.stringContaining("/* kept plan */")]);
    });
  });
});
