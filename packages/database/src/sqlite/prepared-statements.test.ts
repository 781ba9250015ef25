import SqliteHandle from "better-sqlite3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PreparedStatements } from "./prepared-statements.ts";

let handle: SqliteHandle.Database;
let statements: PreparedStatements;

beforeEach(() => {
  handle = new SqliteHandle(":memory:");
  handle.exec("CREATE TABLE things (name TEXT)");
  statements = new PreparedStatements(handle);
});

afterEach(() => {
  statements.close();
});

test("a statement is prepared once, and gives fresh rows each time", () => {
  const prepare = vi.spyOn(handle, "prepare");
  const insert = (name: string) => statements.prepare("INSERT INTO things VALUES (?)").run([name]);
  const names = () => statements.prepare("SELECT name FROM things").pluck().all();

  insert("one");
  const before = names();
  insert("two");

  expect([before, names()]).toEqual([["one"], ["one", "two"]]);
  expect(prepare).toHaveBeenCalledTimes(2);
});

test("a column that another program adds meanwhile is in the next answer", () => {
  statements.prepare("INSERT INTO things VALUES (?)").run(["one"]);
  const before = statements.prepare("SELECT * FROM things").all();

  handle.exec("ALTER TABLE things ADD COLUMN size INTEGER DEFAULT 3");

  expect([before, statements.prepare("SELECT * FROM things").all()]).toEqual([[{ name: "one" }], [{ name: "one", size: 3 }]]);
});

test("a statement that is being read row by row can be used again meanwhile", () => {
  for (const name of ["one", "two"]) statements.prepare("INSERT INTO things VALUES (?)").run([name]);
  const pairs: unknown[] = [];

  for (const outer of statements.prepare("SELECT name FROM things").iterate()) {
    for (const inner of statements.prepare("SELECT name FROM things").iterate()) pairs.push([outer, inner]);
  }

  expect(pairs).toHaveLength(4);
});

test("one that failed can be used again", () => {
  handle.exec("CREATE UNIQUE INDEX names ON things (name)");
  const insert = (name: string) => statements.prepare("INSERT INTO things VALUES (?)").run([name]);
  insert("one");

  expect(() => insert("one")).toThrow("UNIQUE");

  expect(insert("two").changes).toBe(1);
});

test("questions without end do not fill the memory: those used last are kept", () => {
  const ask = (number: number) => statements.prepare(`SELECT ${String(number)}`);
  const often = ask(-1);
  const once = ask(-2);

  for (let number = 0; number < 600; number += 1) {
    ask(number);
    ask(-1);
  }

  expect(ask(-1)).toBe(often);
  expect(ask(-2)).not.toBe(once);
});
