import SqliteHandle from "better-sqlite3";
import { Kysely } from "kysely";
import type { Clock, Logger } from "@postern/domain";
import { CommitSteps } from "../commit-steps.ts";
import type { Database, HotValue, Query, Transaction } from "../database.ts";
import { renderUpsert } from "../hot/upsert.ts";
import type { HotUpsert } from "../hot/upsert.ts";
import { pendingMigrations } from "../migrations/pending-migrations.ts";
import { sqliteMigrations } from "../migrations/sqlite/index.ts";
import type { Tables } from "../tables.ts";
import { LogFlusher } from "./log-flusher.ts";
import type { FlushFile } from "./log-flusher.ts";
import { makePrivate } from "./make-private.ts";
import { PosternSqliteDialect } from "./sqlite-dialect.ts";
import { PreparedStatements } from "./prepared-statements.ts";

/** The driver waits inside the process, so nobody is served meanwhile; other writers (commands beside the server) need milliseconds. */
const busyTimeoutMs = 1000;

export interface SqliteOptions {
  /** Of the file, which is made where it is missing. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly flushFile?: FlushFile;
}

/**
 * One file in the data folder. The connection is single, and Kysely hands it to one user at a time:
 * that is what keeps a transaction of several awaits whole.
 */
export class SqliteDatabase implements Database {
  readonly engine = "sqlite";
  readonly query: Query;
  readonly #steps = new CommitSteps();
  readonly #statements: PreparedStatements;
  readonly #flusher: LogFlusher;

  private constructor(handle: SqliteHandle.Database, flusher: LogFlusher) {
    this.#flusher = flusher;
    this.#statements = new PreparedStatements(handle);
    this.query = new Kysely<Tables>({ dialect: new PosternSqliteDialect({ handle, statements: this.#statements, flusher }) });
  }

  /** Opens or makes the file, and brings its schema up to date. */
  static open({ path, clock, log, flushFile }: SqliteOptions): SqliteDatabase {
    // The files beside it take its mode.
    makePrivate(path);
    const handle = new SqliteHandle(path, { timeout: busyTimeoutMs });
    try {
      handle.pragma("journal_mode = WAL");
      // The schema is flushed here, what follows by the flusher: an answer to Nextflow promises that the row survives a power cut.
      handle.pragma("synchronous = FULL");
      handle.pragma("foreign_keys = ON");
      // A wiped envelope or an ended session must not live on in the free pages of the file, and so in backups.
      handle.pragma("secure_delete = ON");
      migrateSqlite(handle, clock);
      handle.pragma("synchronous = NORMAL");
      const onFailure = (error: unknown): void => {
        log.error(
          { error, path },
          "the disk did not take what was written; nothing is read or written any more until the server is started again",
        );
      };
      return new SqliteDatabase(handle, new LogFlusher(path, { onFailure, ...(flushFile === undefined ? {} : { flushFile }) }));
    } catch (error) {
      handle.close();
      throw error;
    }
  }

  transaction<Result>(act: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.query.transaction().execute((query) =>
      this.#steps.around(query, () =>
        act({
          query,
          upsertMany: (statement, rows) => {
            this.#upsertMany(statement, rows);
            return Promise.resolve();
          },
        }),
      ),
    );
  }

  beforeCommit(query: Query, step: () => Promise<void>): void {
    this.#steps.add(query, step);
  }

  async ping(): Promise<void> {
    await this.query.selectFrom("users").select("id").limit(1).execute();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.query.destroy();
    await this.#flusher.close();
  }

  #upsertMany(statement: HotUpsert, rows: readonly (readonly HotValue[])[]): void {
    const prepared = this.#statements.prepare(renderUpsert(statement, "sqlite", 1));
    for (const row of rows) prepared.run(...row);
  }
}

// Synchronous from BEGIN to COMMIT: a second opener in this process could never get its turn otherwise.
function migrateSqlite(handle: SqliteHandle.Database, clock: Clock): void {
  const apply = handle.transaction(() => {
    handle.exec(
      "CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)",
    );
    const newest = handle.prepare("SELECT max(number) FROM schema_migrations").pluck().get();
    for (const migration of pendingMigrations(typeof newest === "number" ? newest : 0, sqliteMigrations)) {
      handle.exec(migration.sql);
      handle.prepare("INSERT INTO schema_migrations VALUES (?, ?, ?)").run(migration.number, migration.name, clock.now());
    }
  });
  // IMMEDIATE: a second process that starts at the same moment waits here instead of failing half way.
  apply.immediate();
}
