import { toStorageError } from "@postern/database";
import type { Database, Query } from "@postern/database";
import { expect, test } from "vitest";
import { describeWithDatabases } from "../postgres/describe-with-databases.ts";
import { FaultyDatabase, StorageFault } from "./faulty-database.ts";
import type { StorageMoment } from "./faulty-database.ts";

const insert = (query: Query, id: string) =>
  query
    .insertInto("envelopes")
    .values({ id, bytes: Buffer.from("x"), key_term: 1 })
    .execute();

/** Two statements, one more before the commit, the commit and its answer. */
function act(database: Database): Promise<string> {
  return database.transaction(async ({ query }) => {
    database.beforeCommit(query, async () => void (await insert(query, "third")));
    await insert(query, "first");
    await insert(query, "second");
    return "done";
  });
}

describeWithDatabases("a faulty database", ({ open }) => {
  const stored = async (database: Database) =>
    (await database.query.selectFrom("envelopes").select("id").orderBy("id").execute()).map(({ id }) => id);

  test("tells its moments, and is as good as any other until it is to fail", async () => {
    const inner = await open();
    const faulty = new FaultyDatabase(inner);
    const heard: StorageMoment["what"][] = [];
    faulty.listen(({ what }) => heard.push(what));

    expect(await act(faulty)).toBe("done");

    expect(heard).toEqual(["statement", "statement", "statement", "commit", "answer"]);
    expect(faulty.counted).toBe(5);
    expect(await stored(inner)).toEqual(["first", "second", "third"]);
  });

  test("fails once, at each moment, and leaves nothing behind, or all of it when only the answer is lost", async () => {
    const inner = await open();
    const faulty = new FaultyDatabase(inner);
    const kept: number[] = [];

    for (let number = 1; number <= 5; number += 1) {
      faulty.expectFault(number);
      const error = await act(faulty).catch((problem: unknown) => problem);
      expect(error).toBeInstanceOf(StorageFault);
      expect(toStorageError(error)?.code).toBe("storage.unavailable");
      kept.push((await stored(inner)).length);
    }

    expect(kept).toEqual([0, 0, 0, 0, 3]);
    expect(await stored(faulty)).toHaveLength(3);
  });

  test("fails outside of transactions too", async () => {
    const inner = await open();
    const faulty = new FaultyDatabase(inner);
    faulty.expectFault(1);

    await expect(insert(faulty.query, "alone")).rejects.toBeInstanceOf(StorageFault);

    expect(await stored(inner)).toEqual([]);
  });
});
