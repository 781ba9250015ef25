import { AsyncLocalStorage } from "node:async_hooks";
import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { SharedTransactions } from "./shared-transactions.ts";

describeWithDatabases("shared transactions", ({ open }) => {
  async function openCounted() {
    const database = await open();
    await sql`create table notes (id integer primary key, name text not null)`.execute(database.query);
    let commits = 0;
    const counted: Pick<Database, "transaction"> = {
      transaction: async (act) => {
        const result = await database.transaction(act);
        commits += 1;
        return result;
      },
    };
    const insert =
      (id: number, name = "x") =>
      async (query: Query) => {
        await sql`insert into notes (id, name) values (${id}, ${name})`.execute(query);
        return id;
      };
    const ids = async () => (await sql<{ id: number }>`select id from notes order by id`.execute(database.query)).rows.map(({ id }) => id);
    return { shared: new SharedTransactions(counted), insert, ids, commits: () => commits };
  }

  test("what comes while a commit is on its way is written together, and each hears its own answer", async () => {
    const { shared, insert, ids, commits } = await openCounted();
    const numbers = Array.from({ length: 100 }, (_, index) => index);

    const answers = await Promise.all(numbers.map((number) => shared.run(insert(number))));

    expect(answers).toEqual(numbers);
    expect(await ids()).toEqual(numbers);
    expect(commits()).toBeLessThan(10);
  });

  test("one that fails takes no other with it", async () => {
    const { shared, insert, ids } = await openCounted();
    const refused = new AppError("agent.revoked", "No.");
    const works = [insert(1), insert(2), insert(1, "twice"), () => Promise.reject(refused), insert(3)];

    const outcomes = await Promise.allSettled(works.map((work) => shared.run(work)));

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(outcomes[3]).toMatchObject({ reason: refused });
    expect(await ids()).toEqual([1, 2, 3]);
  });

  test("a storage that is away is asked once for all who wait", async () => {
    const away = new AppError("storage.unavailable", "Away.");
    let asked = 0;
    const transaction = async (): Promise<never> => {
      asked += 1;
      throw away;
    };
    const shared = new SharedTransactions({ transaction });

    const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => shared.run(() => Promise.resolve())));

    expect(outcomes.every((outcome) => outcome.status === "rejected" && outcome.reason === away)).toBe(true);
    expect(asked).toBe(1);
  });

  test("each writes in the context of whoever asked for it", async () => {
    const { shared } = await openCounted();
    const context = new AsyncLocalStorage<string>();
    const names = ["ada", "bob", "eve"];

    const seen = await Promise.all(names.map((name) => context.run(name, () => shared.run(() => Promise.resolve(context.getStore())))));

    expect(seen).toEqual(names);
  });
});
