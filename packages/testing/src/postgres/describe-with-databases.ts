import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@postern/database";
import type { Database, Engine } from "@postern/database";
import { silentLogger } from "@postern/domain";
import { afterEach, beforeAll, describe } from "vitest";
import { ManualClock } from "../clock/manual-clock.ts";
import { createDatabase, dropDatabase, urlOf } from "./administer.ts";
import { ensureMigratedTemplate } from "./migrated-template.ts";
import { sharedPostgres } from "./shared-postgres.ts";

export interface DatabaseFixture {
  readonly engine: Engine;
  readonly clock: ManualClock;
  /** A new, empty, migrated database; closed after the test. */
  open(): Promise<Database>;
  /** The URL of a new, empty database that nobody opened yet; gone after the test. */
  createUrl(): Promise<string>;
}

/**
 * Runs the same tests on real SQLite and on a real PostgreSQL. All files of a run share one PostgreSQL, and no test shares a database
 * with another: a new one takes some hundredths of a second.
 */
export function describeWithDatabases(name: string, define: (fixture: DatabaseFixture) => void): void {
  describe.each(["sqlite", "postgres"] as const)(`${name} on %s`, (engine) => {
    const clock = new ManualClock();
    const opened: Database[] = [];
    const source = engine === "sqlite" ? sqliteFiles() : postgresDatabases();

    // Runs before the clean-up of the source, which was registered earlier.
    afterEach(async () => {
      for (const database of opened.splice(0)) await database[Symbol.asyncDispose]();
    });

    define({
      engine,
      clock,
      createUrl: source.createEmpty,
      open: async () => {
        const database = await openDatabase(await source.createMigrated(), { clock, log: silentLogger });
        opened.push(database);
        return database;
      },
    });
  });
}

interface DatabaseSource {
  createEmpty(): Promise<string>;
  /** May leave the migrations, which are quick on SQLite, to whoever opens it. */
  createMigrated(): Promise<string>;
}

function sqliteFiles(): DatabaseSource {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  const create = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), "postern-sqlite-"));
    folders.push(folder);
    return `sqlite:${join(folder, "postern.db")}`;
  };
  return { createEmpty: create, createMigrated: create };
}

function postgresDatabases(): DatabaseSource {
  let [folder, template] = ["", ""];
  const made: string[] = [];
  beforeAll(async () => {
    folder = await sharedPostgres();
    template = await ensureMigratedTemplate(folder);
  });
  afterEach(async () => {
    for (const name of made.splice(0)) await dropDatabase(folder, name);
  });
  const create = async (from?: string): Promise<string> => {
    const name = await createDatabase(folder, from);
    made.push(name);
    return urlOf(folder, name);
  };
  return { createEmpty: () => create(), createMigrated: () => create(template) };
}
