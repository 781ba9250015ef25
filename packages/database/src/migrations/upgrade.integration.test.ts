import SqliteHandle from "better-sqlite3";
import { silentLogger } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase, postgresMigrations, sqliteMigrations } from "../index.ts";
import type { Engine } from "../index.ts";

const people = `INSERT INTO users (user_name, email, created_at) VALUES ('jane', 'jane@example.org', 1), ('john', 'john@example.org', 1)`;
const tokens = `INSERT INTO tokens (user_id, name, hash, scope, created_at) VALUES
  (1, 'Laptop', 'a', 'user', 1), (1, 'laptop', 'b', 'user', 1), (2, 'LAPTOP', 'c', 'user', 1), (1, 'run x', 'd', 'run', 1)`;
const session = `INSERT INTO sessions (hash, user_id, created_at, last_seen_at, expires_at) VALUES ('${"0".repeat(64)}', 1, 1, 1, 2)`;

/** Storage as the second step left it, with people in it. */
async function makeOld(engine: Engine, url: string): Promise<void> {
  const texts = (engine === "sqlite" ? sqliteMigrations : postgresMigrations).slice(0, 2);
  const steps = [
    "CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)",
    ...texts.map(({ sql }) => sql),
    "INSERT INTO schema_migrations VALUES (1, 'first-line', 1), (2, 'run-parents', 1)",
    ...[people, tokens, session],
  ];
  await run(engine, url, steps);
}

async function run(engine: Engine, url: string, steps: readonly string[]): Promise<void> {
  if (engine === "sqlite") {
    const handle = new SqliteHandle(url.slice("sqlite:".length));
    for (const step of steps) handle.exec(step);
    handle.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const step of steps) await client.query(step);
  await client.end();
}

describeWithDatabases("storage of an older version", ({ engine, clock, createUrl }) => {
  test("opens: tokens keep their names and all rights, and names that differ in case alone stay apart", async () => {
    const url = await createUrl();
    await makeOld(engine, url);

    await using database = await openDatabase(url, { clock, log: silentLogger });

    const rows = await database.query.selectFrom("tokens").select(["name", "name_key", "access", "workspace_ids"]).orderBy("id").execute();
    const kept = { access: "full", workspace_ids: null };
    expect(rows).toEqual([
      { name: "Laptop", name_key: "laptop", ...kept },
      { name: "laptop", name_key: "laptop#2", ...kept },
      { name: "LAPTOP", name_key: "laptop", ...kept },
      { name: "run x", name_key: "run x", ...kept },
    ]);
    expect(await database.query.selectFrom("sessions").select("id").execute()).toEqual([{ id: "0".repeat(22) }]);
  });
});
