import { isAppError } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { isUniqueViolation, openDatabase, postgresMigrations, sqliteMigrations } from "./index.ts";
import type { Database, HotUpsert } from "./index.ts";
import { silentLogger } from "@postern/domain";

const counters: HotUpsert = {
  table: "tasks",
  columns: ["run_id", "task_id", "status", "rank", "instant", "data"],
  conflictColumns: ["run_id", "task_id"],
  updateWhere: "excluded.rank >= tasks.rank",
};

async function addUser(database: Database, email: string): Promise<number> {
  const row = { user_name: email, email, is_administrator: 0, is_disabled: 0, created_at: 1 } as const;
  const { id } = await database.query.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

async function addRun(database: Database, id: string): Promise<void> {
  const userId = await addUser(database, `${id}@example.org`);
  const text = { run_name: "r", session_id: "s", project_name: "p", user_name: "u", work_dir: "/w", command_line: "" };
  const row = { id, user_id: userId, status: "RUNNING", created_at: 1, updated_at: 1, ...text } as const;
  await database.query.insertInto("runs").values(row).execute();
}

test("both engines have the same migrations in the same order", () => {
  const names = (list: typeof sqliteMigrations) => list.map(({ number, name }) => `${String(number)} ${name}`);

  expect(names(postgresMigrations)).toEqual(names(sqliteMigrations));
  expect(sqliteMigrations.map(({ number }) => number)).toEqual(sqliteMigrations.map((_, index) => index + 1));
});

describeWithDatabases("a database", ({ open, createUrl, clock, engine }) => {
  test("opens a second time on the same data without another migration", async () => {
    const url = await createUrl();
    const first = await openDatabase(url, { clock, log: silentLogger });
    const id = await addUser(first, "jane@example.org");
    await first[Symbol.asyncDispose]();

    const second = await openDatabase(url, { clock, log: silentLogger });

    const user = await second.query.selectFrom("users").select("email").where("id", "=", id).executeTakeFirst();
    await second[Symbol.asyncDispose]();
    expect(user).toEqual({ email: "jane@example.org" });
  });

  test("refuses data of a newer program and changes nothing", async () => {
    const url = await createUrl();
    const first = await openDatabase(url, { clock, log: silentLogger });
    const { sql } = await import("kysely");
    await sql`INSERT INTO schema_migrations VALUES (9999, 'from-the-future', 0)`.execute(first.query);
    await first[Symbol.asyncDispose]();

    const failure = await openDatabase(url, { clock, log: silentLogger }).catch((error: unknown) => error);

    expect(isAppError(failure, "storage.schema_newer")).toBe(true);
  });

  test("two servers that start at once on an empty database both come up", async () => {
    const url = await createUrl();

    const both = await Promise.all([openDatabase(url, { clock, log: silentLogger }), openDatabase(url, { clock, log: silentLogger })]);

    for (const database of both) {
      await database.ping();
      await database[Symbol.asyncDispose]();
    }
  });

  test("a transaction that throws leaves nothing behind", async () => {
    const database = await open();

    const failure = database.transaction(async ({ query }) => {
      await query
        .insertInto("envelopes")
        .values({ id: "e", bytes: Buffer.from([1]), key_term: 1 })
        .execute();
      throw new TypeError("stop");
    });

    await expect(failure).rejects.toThrow("stop");
    expect(await database.query.selectFrom("envelopes").selectAll().execute()).toEqual([]);
  });

  test("steps before the commit run in order, after everything else, and belong to the transaction", async () => {
    const database = await open();
    const order: string[] = [];

    await database.transaction(async ({ query }) => {
      database.beforeCommit(query, async () => {
        order.push("first step");
        await addUserIn(query, "step@example.org");
        database.beforeCommit(query, () => Promise.resolve(void order.push("step of a step")));
      });
      database.beforeCommit(query, () => Promise.resolve(void order.push("second step")));
      await addUserIn(query, "act@example.org");
      order.push("act");
    });

    expect(order).toEqual(["act", "first step", "second step", "step of a step"]);
    const users = await database.query.selectFrom("users").select("email").orderBy("id").execute();
    expect(users.map(({ email }) => email)).toEqual(["act@example.org", "step@example.org"]);
  });

  test("a step that throws leaves nothing of its transaction behind, and one after a failure does not run", async () => {
    const database = await open();
    let ran = 0;

    const failStep = () =>
      database.transaction(async ({ query }) => {
        await addUserIn(query, "act@example.org");
        database.beforeCommit(query, () => Promise.reject(new TypeError("stop")));
      });
    const failAct = () =>
      database.transaction(async ({ query }) => {
        database.beforeCommit(query, () => Promise.resolve(void (ran += 1)));
        await Promise.reject(new TypeError("stop here"));
      });

    await expect(failStep()).rejects.toThrow("stop");
    await expect(failAct()).rejects.toThrow("stop here");
    expect(ran).toBe(0);
    expect(await database.query.selectFrom("users").selectAll().execute()).toEqual([]);
  });

  test("outside of a transaction no step is taken", async () => {
    const database = await open();
    const leaked = await database.transaction(({ query }) => Promise.resolve(query));

    for (const query of [database.query, leaked]) {
      expect(() => database.beforeCommit(query, () => Promise.resolve())).toThrow(expect.objectContaining({ code: "server.internal" }));
    }
  });

  test("writers at the same time wait for each other and all get through", async () => {
    const database = await open();
    const emails = Array.from({ length: 40 }, (_, index) => `user${String(index)}@example.org`);

    await Promise.all(emails.map((email) => database.transaction(async (transaction) => addUserIn(transaction.query, email))));

    const { count } = await database.query
      .selectFrom("users")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(emails.length);
  });

  test("numbers beyond 32 bits and bytes come back as they went in", async () => {
    const database = await open();
    const large = 2 ** 52 + 1;
    await addRun(database, "big");
    await database.query.updateTable("runs").set({ last_contact_at: large }).execute();
    await database.query
      .insertInto("envelopes")
      .values({ id: "e", bytes: Buffer.from([0, 255, 1]), key_term: 1 })
      .execute();

    const run = await database.query.selectFrom("runs").select("last_contact_at").executeTakeFirst();
    const envelope = await database.query.selectFrom("envelopes").select("bytes").executeTakeFirst();

    expect(run?.last_contact_at).toBe(large);
    expect([...(envelope?.bytes ?? [])]).toEqual([0, 255, 1]);
  });

  test("a hot upsert writes many rows, and keeps the row that its condition protects", async () => {
    const database = await open();
    await addRun(database, "run1");
    const rows = Array.from({ length: 2500 }, (_, index) => ["run1", index, "RUNNING", 2, 5, "{}"]);
    await database.transaction((transaction) => transaction.upsertMany(counters, rows));

    await database.transaction((transaction) =>
      transaction.upsertMany(counters, [
        ["run1", 0, "SUBMITTED", 1, 6, "{}"],
        ["run1", 1, "COMPLETED", 3, 6, "{}"],
      ]),
    );

    const seen = await database.query
      .selectFrom("tasks")
      .select(["task_id", "status"])
      .where("task_id", "<", 3)
      .orderBy("task_id")
      .execute();
    expect(seen.map(({ status }) => status)).toEqual(["RUNNING", "COMPLETED", "RUNNING"]);
  });

  test("a taken value is told apart from other failures", async () => {
    const database = await open();
    await addUser(database, "jane@example.org");

    const taken = await addUser(database, "jane@example.org").catch((error: unknown) => error);

    expect(isUniqueViolation(taken)).toBe(true);
    expect(isUniqueViolation(new TypeError("other"))).toBe(false);
    expect(["sqlite", "postgres"]).toContain(engine);
  });
});

async function addUserIn(query: Database["query"], email: string): Promise<void> {
  await query.insertInto("users").values({ user_name: email, email, is_administrator: 0, is_disabled: 0, created_at: 1 }).execute();
}
