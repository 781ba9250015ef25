import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAudit } from "../../../testing/open-audit.fixture.ts";
import { addUser } from "../../../testing/run-people.fixture.ts";
import type { AuditFilter } from "./audit-filter.ts";
import { AuditReader } from "./audit-reader.ts";

const hourMs = 3_600_000;

describeWithDatabases("reading the trail", ({ open, clock }) => {
  /** Twelve entries, an hour apart, of two people in two organizations. */
  async function stage() {
    const database = await open();
    const audit = openAudit(database, clock);
    const jane = await addUser(database, "jane");
    const john = await addUser(database, "john");
    const begin = clock.now();
    for (let index = 0; index < 12; index += 1) {
      const isEven = index % 2 === 0;
      await audit.recordAlone({
        actor: isEven ? jane : john,
        action: index % 3 === 0 ? "run.launch" : "run_group.delete",
        targetKind: index < 6 ? "run" : "group",
        targetId: `target-${String(index)}`,
        targetName: index === 7 ? "50%_Cohort" : "cohort",
        organizationId: isEven ? 1 : 2,
        workspaceId: index < 4 ? 10 : null,
      });
      clock.advance(hourMs);
    }
    return { database, reader: new AuditReader(database), jane, john, begin };
  }

  const numbersOf = async (reader: AuditReader, filter: AuditFilter) =>
    (await reader.list(filter, { max: 100 })).entries.map(({ id }) => id);

  test("pages go from the newest to the oldest, each entry once, while new ones come", async () => {
    const { database, reader } = await stage();
    const seen: number[] = [];
    let cursor: string | null = null;

    do {
      const page: Awaited<ReturnType<typeof reader.list>> = await reader.list({}, { max: 5, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.nextCursor;
      await openAudit(database, clock).recordAlone({ actor: null, action: "run.end", targetKind: "run", targetId: "late" });
    } while (cursor !== null);

    expect(seen).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test("a page that is just full is the last one", async () => {
    const { reader } = await stage();

    expect(await reader.list({}, { max: 12 })).toMatchObject({ nextCursor: null });
    expect(await reader.list({}, { max: 11 })).toMatchObject({ nextCursor: "2" });
    expect(await reader.list({}, { max: 5, cursor: "1" })).toEqual({ entries: [], nextCursor: null });
  });

  test("every filter finds what it names and nothing else, also together with others", async () => {
    const { reader, jane, john, begin } = await stage();
    const cases: readonly (readonly [AuditFilter, readonly number[]])[] = [
      [{ actorId: jane }, [11, 9, 7, 5, 3, 1]],
      [{ action: "run.launch" }, [10, 7, 4, 1]],
      [{ action: "run" }, [10, 7, 4, 1]],
      [{ action: "run_group." }, [12, 11, 9, 8, 6, 5, 3, 2]],
      [{ action: "ru" }, []],
      [{ action: "run.%" }, []],
      [{ targetKind: "group" }, [12, 11, 10, 9, 8, 7]],
      [{ targetId: "target-3" }, [4]],
      [{ targetKind: "group", targetId: "target-3" }, []],
      [{ organizationId: 2 }, [12, 10, 8, 6, 4, 2]],
      [{ workspaceId: 10 }, [4, 3, 2, 1]],
      [{ organizationId: 2, workspaceId: 10 }, [4, 2]],
      [{ from: begin + 9 * hourMs }, [12, 11, 10]],
      [{ to: begin + 2 * hourMs }, [2, 1]],
      [{ from: begin + 2 * hourMs, to: begin + 4 * hourMs }, [4, 3]],
      [{ from: begin + 100 * hourMs }, []],
      [{ to: begin - 100 * hourMs }, []],
      [{ search: "  50%_co " }, [8]],
      [{ search: "%" }, [8]],
      [{ search: "JOHN" }, [12, 10, 8, 6, 4, 2]],
      [{ search: "group.delete", actorId: john, from: begin + 5 * hourMs }, [12, 8, 6]],
      [{ search: "nobody" }, []],
    ];

    const seen = [];
    for (const [filter] of cases) seen.push([filter, await numbersOf(reader, filter)]);

    expect(seen).toEqual(cases);
  });

  test("an empty trail has no page", async () => {
    const reader = new AuditReader(await open());

    expect(await reader.list({ from: 1, to: 2 }, { max: 5 })).toEqual({ entries: [], nextCursor: null });
    expect(await collect(reader, {})).toEqual([]);
  });

  test("a cursor that no page gave is refused", async () => {
    const reader = new AuditReader(await open());

    for (const cursor of ["", "x", "-1", "1e3", "9".repeat(16)]) {
      await expect(reader.list({}, { max: 5, cursor })).rejects.toMatchObject({ code: "request.invalid", fields: ["cursor"] });
    }
  });

  test("a search looks a part of a long trail at a time, and gets through", async () => {
    const { database, reader } = await stage();
    // Numbers leave out what was rolled back in older versions, so a long trail is easily made.
    await database.query.updateTable("audit_entries").set({ id: 900_001 }).where("id", "=", 12).execute();

    const first = await reader.list({ search: "target-1" }, { max: 10 });
    const second = await reader.list({ search: "target-1" }, { max: 10, cursor: first.nextCursor ?? "" });
    const third = await reader.list({ search: "target-1" }, { max: 10, cursor: second.nextCursor ?? "" });

    expect(first).toMatchObject({ entries: [{ id: 900_001 }], nextCursor: expect.any(String) });
    expect(second).toMatchObject({ entries: [], nextCursor: expect.any(String) });
    expect(third).toMatchObject({ entries: [{ id: 11 }, { id: 2 }], nextCursor: null });
  });

  test("everything is read oldest first, over gaps, to the newest of the moment", async () => {
    const { database, reader } = await stage();
    await database.query.updateTable("audit_entries").set({ id: 50_001 }).where("id", "=", 12).execute();

    expect(await collect(reader, {})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 50_001]);
    expect(await collect(reader, { organizationId: 1, workspaceId: 10 })).toEqual([1, 3]);
  });
});

async function collect(reader: AuditReader, filter: AuditFilter): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const batch of reader.readAll(filter)) numbers.push(...batch.map(({ id }) => id));
  return numbers;
}
