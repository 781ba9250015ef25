import type SqliteHandle from "better-sqlite3";
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from "kysely";
import type { DatabaseConnection, DialectAdapter, Driver, QueryCompiler } from "kysely";
import type { LogFlusher } from "./log-flusher.ts";
import type { PreparedStatements } from "./prepared-statements.ts";
import { PlanKeepingSqliteCompiler } from "./sqlite-query-compiler.ts";
import { Turns } from "./turns.ts";

export interface SqliteParts {
  readonly handle: SqliteHandle.Database;
  readonly statements: PreparedStatements;
  readonly flusher: LogFlusher;
}

/** Kysely's dialect with transactions that fail in the way that callers expect, and that are done when they would survive a power cut. */
export class PosternSqliteDialect extends SqliteDialect {
  readonly #parts: SqliteParts;

  constructor(parts: SqliteParts) {
    super({ database: parts.handle });
    this.#parts = parts;
  }

  override createAdapter(): DialectAdapter {
    return new TurnTakingAdapter();
  }

  override createQueryCompiler(): QueryCompiler {
    return new PlanKeepingSqliteCompiler();
  }

  override createDriver(): Driver {
    return new TransactionDriver(this.#parts);
  }
}

/** There is one connection, but its driver sees to it that it is used by one at a time. */
class TurnTakingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class TransactionDriver extends SqliteDriver {
  readonly #handle: SqliteHandle.Database;
  readonly #flusher: LogFlusher;
  readonly #changes: SqliteHandle.Statement<[], number>;
  readonly #turns = new Turns();
  #changesSeen: number;

  constructor({ handle, statements, flusher }: SqliteParts) {
    super({ database: statements });
    this.#handle = handle;
    this.#flusher = flusher;
    this.#changes = handle.prepare<[], number>("SELECT total_changes()").pluck();
    this.#changesSeen = this.#countChanges();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#flusher.refuseAfterFailure();
    await this.#turns.take();
    return super.acquireConnection();
  }

  // INVARIANT: whoever wrote hears that it is done when it is on the disk. The next one has its turn before that, and may see what is there.
  override async releaseConnection(): Promise<void> {
    const hasWritten = this.#hasChanged();
    this.#turns.give();
    if (hasWritten) await this.#flusher.flushed();
  }

  // IMMEDIATE: it waits for its turn at the beginning. A transaction that begins with reading could not wait later,
  // when a command line beside the server has written in between: SQLite refuses it at once.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  // A full disk ends the transaction by itself; rolling back what is gone would fail, and hide why.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#handle.inTransaction) await super.rollbackTransaction(connection);
  }

  #hasChanged(): boolean {
    const changes = this.#countChanges();
    const hasChanged = changes !== this.#changesSeen;
    this.#changesSeen = changes;
    return hasChanged;
  }

  // Of this connection, what was undone as well: a flush too many does no harm.
  #countChanges(): number {
    return this.#changes.get() ?? 0;
  }
}
