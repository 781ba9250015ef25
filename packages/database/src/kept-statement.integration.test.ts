import { describeWithDatabases } from "@postern/testing";
import { expect, test, vi } from "vitest";
import { keptStatement } from "./index.ts";
import type { Query } from "./index.ts";

interface Envelope {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly key_term: number;
}

const statements = () => {
  const buildInsert = vi.fn<(query: Query, values: Envelope) => ReturnType<typeof insertInto>>(insertInto);
  const insert = keptStatement<Envelope>(["id", "bytes", "key_term"], buildInsert);
  const find = keptStatement<{ readonly term: number }, { id: string }>(["term"], (query, { term }) =>
    query.selectFrom("envelopes").select("id").where("key_term", "=", term).orderBy("id").limit(3),
  );
  return { buildInsert, insert, find };
};

function insertInto(query: Query, values: Envelope) {
  return query.insertInto("envelopes").values(values);
}

const envelope = (id: string, key_term: number): Envelope => ({ id, bytes: Buffer.from([0, 255]), key_term });

describeWithDatabases("a statement that is written once", ({ open }) => {
  test("takes other values each time, and says what it found and changed", async () => {
    const { query } = await open();
    const { buildInsert, insert, find } = statements();

    const changed = [await insert(query, envelope("one", 1)), await insert(query, envelope("two", 2))].map((result) => result.changed);

    expect(changed).toEqual([1, 1]);
    expect((await find(query, { term: 1 })).rows).toEqual([{ id: "one" }]);
    expect((await find(query, { term: 2 })).rows).toEqual([{ id: "two" }]);
    expect(buildInsert).toHaveBeenCalledOnce();
  });

  test("is part of the transaction in which it is used, and of the storage", async () => {
    const [first, second] = [await open(), await open()];
    const { insert, find } = statements();
    await insert(first.query, envelope("one", 1));

    const undone = first.transaction(async ({ query }) => {
      await insert(query, envelope("undone", 1));
      throw new TypeError("on purpose");
    });

    await expect(undone).rejects.toThrow("on purpose");
    await second.transaction(async ({ query }) => void (await insert(query, envelope("second", 1))));
    expect((await find(first.query, { term: 1 })).rows).toEqual([{ id: "one" }]);
    expect((await find(second.query, { term: 1 })).rows).toEqual([{ id: "second" }]);
  });

  test("writes null for a value that is not there", async () => {
    const { query } = await open();
    const insert = keptStatement<Partial<Envelope>>(["id", "bytes", "key_term"], (to, values) => insertInto(to, values as Envelope));

    await expect(insert(query, { id: "one", key_term: 1 })).rejects.toThrow(/null/i);
  });
});
