import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { actTimes, verifyAudit } from "../../testing/audit-trail.fixture.ts";
import { hashedColumns } from "./chain/hash-entry.ts";

/** Many small rounds: few on the engine that is slow at them, for the two differ in nothing that matters here. */
const rounds = { sqlite: 200, postgres: 15 };

describeWithDatabases("a trail", ({ open, clock, engine }) => {
  test("whatever is done to the entries, it is found", async () => {
    const database = await open();
    await actTimes(database, clock, 6);
    const whole = await database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    const id = fc.integer({ min: -1, max: 9 });
    const deed = fc.oneof(
      fc.record({ do: fc.constant("delete" as const), id }),
      fc.record({ do: fc.constant("move" as const), id, to: id }),
      fc.record({ do: fc.constant("copy" as const), id, to: id }),
      fc.record({ do: fc.constant("change" as const), id, column: fc.constantFrom(...hashedColumns.filter((column) => column !== "id")) }),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 4 }), async (deeds) => {
        await database.query.deleteFrom("audit_entries").execute();
        await database.query.insertInto("audit_entries").values(whole).execute();
        for (const each of deeds) await meddle(database, each);
        const now = await database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();

        const { findings } = await verifyAudit(database);

        expect(findings.length > 0).toBe(JSON.stringify(now) !== JSON.stringify(whole));
      }),
      { numRuns: rounds[engine] },
    );
  });
});

interface Deed {
  readonly do: "delete" | "move" | "copy" | "change";
  readonly id: number;
  readonly to?: number;
  readonly column?: string;
}

/** What somebody does to the database by hand. What it refuses is not done. */
async function meddle({ query }: Database, deed: Deed): Promise<void> {
  const { id, to = id, column = "detail" } = deed;
  const entry = await query.selectFrom("audit_entries").selectAll().where("id", "=", id).executeTakeFirst();
  const there = await query.selectFrom("audit_entries").select("id").where("id", "=", to).executeTakeFirst();
  if (entry === undefined) return;
  if (deed.do === "delete") await query.deleteFrom("audit_entries").where("id", "=", id).execute();
  if (deed.do === "change")
    await query
      .updateTable("audit_entries")
      .set({ [column]: 12_345 })
      .where("id", "=", id)
      .execute();
  if (there !== undefined) return;
  if (deed.do === "move") await query.updateTable("audit_entries").set({ id: to }).where("id", "=", id).execute();
  if (deed.do === "copy") {
    await query
      .insertInto("audit_entries")
      .values({ ...entry, id: to })
      .execute();
  }
}
