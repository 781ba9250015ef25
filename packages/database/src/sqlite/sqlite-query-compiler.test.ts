import SqliteHandle from "better-sqlite3";
import { Kysely, sql, SqliteDialect } from "kysely";
import { expect, test } from "vitest";
import { PlanKeepingSqliteCompiler } from "./sqlite-query-compiler.ts";

const runs = 300;

class Dialect extends SqliteDialect {
  override createQueryCompiler(): PlanKeepingSqliteCompiler {
    return new PlanKeepingSqliteCompiler();
  }
}

function open(handle: SqliteHandle.Database) {
  return new Kysely<{ people: { id: number; name: string; team: number | null }; teams: { id: number; name: string } }>({
    dialect: new Dialect({ database: handle }),
  });
}

function makeTables(): SqliteHandle.Database {
  const handle = new SqliteHandle(":memory:");
  handle.exec(
    "CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, team INTEGER)",
  );
  handle.exec("CREATE INDEX people_by_name ON people(name) WHERE team IS NOT NULL; CREATE INDEX people_by_team ON people(team)");
  return handle;
}

test("every kind of value arrives as it does without the sign", async () => {
  const handle = makeTables();
  await using database = open(handle);
  const values = [null, 7, 1.5, "seven", Buffer.from([0, 7]), "007"];

  const kinds = await Promise.all(
    values.map(
      async (value) =>
        (await sql<{ kind: string; same: unknown }>`SELECT typeof(${value}) AS kind, ${value} AS same`.execute(database)).rows[0],
    ),
  );

  const bare = handle.prepare<[unknown], string>("SELECT typeof(?)").pluck();
  expect(kinds.map((found) => found?.kind)).toEqual(values.map((value) => bare.get(value)));
  expect(kinds.map((found) => found?.same)).toEqual(values);
});

test("an index on the column that is compared with a value, or with a list of values, is used", async () => {
  const handle = makeTables();
  await using database = open(handle);
  const one = database.selectFrom("people").selectAll().where("team", "=", 3).compile();
  const many = database.selectFrom("people").selectAll().where("team", "in", [3, 4]).compile();

  const plans = [one, many].map(({ sql: text, parameters }) => handle.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters));

  for (const plan of plans) expect(plan).toMatchObject([{ detail: "SEARCH people USING INDEX people_by_team (team=?)" }]);
});

test("a kept statement is not planned anew for each value", () => {
  const handle = makeTables();
  const join = (value: string) =>
    handle.prepare<[string]>(
      `SELECT people.id FROM people JOIN teams ON teams.id = people.team WHERE people.name = ${value} ORDER BY people.id`,
    );
  const written = new Kysely<{ people: { name: string } }>({ dialect: new Dialect({ database: handle }) })
    .selectFrom("people")
    .select("name")
    .where("name", "=", "x")
    .compile();
  expect(written.sql).toContain(`"name" = +?`);

  // The same machine, the same moment, in turns: only the ratio says something. A halt of the machine falls on a few turns,
  // which the median leaves aside and a sum would not.
  const [bare, kept] = [join("?"), join("+?")];
  const took: { bare: number[]; kept: number[] } = { bare: [], kept: [] };
  for (let index = 0; index < runs; index += 1) {
    took.bare.push(timed(() => bare.all(`name ${String(index)}`)));
    took.kept.push(timed(() => kept.all(`name ${String(index)}`)));
  }

  expect(median(took.kept)).toBeLessThan(median(took.bare) / 2);
});

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function timed(act: () => unknown): number {
  const startedAt = performance.now();
  act();
  return performance.now() - startedAt;
}
