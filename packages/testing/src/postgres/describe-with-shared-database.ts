import { rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "@postern/database";
import { afterAll, beforeAll, describe } from "vitest";
import { createDatabase, dropDatabase, urlOf } from "./administer.ts";
import { ensureMigratedTemplate } from "./migrated-template.ts";
import { sharedPostgres } from "./shared-postgres.ts";

export interface SharedDatabase {
  readonly engine: Engine;
  /** The URL of a migrated database that the tests of this suite have for themselves. From the first hook on. */
  url(): string;
}

/**
 * Runs the same tests on real SQLite and on a real PostgreSQL, with one database for all of them: for tests that ask a server,
 * which takes longer to start than what they ask takes. Where each test needs an empty one, use `describeWithDatabases`.
 */
export function describeWithSharedDatabase(name: string, define: (shared: SharedDatabase) => void): void {
  describe.each(["sqlite", "postgres"] as const)(`${name} on %s`, (engine) => {
    const made = new AsyncDisposableStack();
    let url = "";
    beforeAll(async () => {
      url = await (engine === "sqlite" ? sqliteFile(made) : postgresDatabase(made));
    });
    // Registered before anything of `define`, so it runs after all of it.
    afterAll(() => made.disposeAsync());

    define({ engine, url: () => url });
  });
}

async function sqliteFile(made: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-sqlite-"));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, "postern.db")}`;
}

async function postgresDatabase(made: AsyncDisposableStack): Promise<string> {
  const folder = await sharedPostgres();
  const name = await createDatabase(folder, await ensureMigratedTemplate(folder));
  made.defer(() => dropDatabase(folder, name));
  return urlOf(folder, name);
}
