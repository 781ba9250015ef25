import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@postern/database";
import type { Database, Engine } from "@postern/database";
import { silentLogger } from "@postern/domain";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { ManualClock } from "../clock/manual-clock.ts";
import { startPostgres } from "./start-postgres.ts";
import type { TestPostgres } from "./start-postgres.ts";

export interface DatabaseFixture {
  readonly engine: Engine;
  readonly clock: ManualClock;
  /** A new, empty, migrated database; closed after the test. */
  open(): Promise<Database>;
  /** The URL of a new, empty database that nobody opened yet. */
  createUrl(): Promise<string>;
}

/** Runs the same tests on real SQLite and on a real PostgreSQL. */
export function describeWithDatabases(name: string, define: (fixture: DatabaseFixture) => void): void {
  describe.each(["sqlite", "postgres"] as const)(`${name} on %s`, (engine) => {
    const clock = new ManualClock();
    const opened: Database[] = [];
    const source = engine === "sqlite" ? sqliteFiles() : postgresServer();

    afterEach(async () => {
      for (const database of opened.splice(0)) await database[Symbol.asyncDispose]();
    });

    define({
      engine,
      clock,
      createUrl: source,
      open: async () => {
        const database = await openDatabase(await source(), { clock, log: silentLogger });
        opened.push(database);
        return database;
      },
    });
  });
}

function sqliteFiles(): () => Promise<string> {
  const folders: string[] = [];
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), "postern-sqlite-"));
    folders.push(folder);
    return `sqlite:${join(folder, "postern.db")}`;
  };
}

function postgresServer(): () => Promise<string> {
  let server: TestPostgres | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  return () => {
    if (server === undefined) throw new Error("The PostgreSQL of this suite has not started.");
    return server.createDatabase();
  };
}
