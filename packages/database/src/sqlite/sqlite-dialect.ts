import type SqliteHandle from "better-sqlite3";
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from "kysely";
import type { DatabaseConnection, DialectAdapter, Driver } from "kysely";
import type { PreparedStatements } from "./prepared-statements.ts";
import { Turns } from "./turns.ts";

/** Kysely's dialect with transactions that fail in the way that callers expect. */
export class PosternSqliteDialect extends SqliteDialect {
  readonly #handle: SqliteHandle.Database;
  readonly #statements: PreparedStatements;

  constructor(handle: SqliteHandle.Database, statements: PreparedStatements) {
    super({ database: handle });
    this.#handle = handle;
    this.#statements = statements;
  }

  override createAdapter(): DialectAdapter {
    return new TurnTakingAdapter();
  }

  override createDriver(): Driver {
    return new TransactionDriver(this.#handle, this.#statements);
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
  readonly #turns = new Turns();

  constructor(handle: SqliteHandle.Database, statements: PreparedStatements) {
    super({ database: statements });
    this.#handle = handle;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take();
    return super.acquireConnection();
  }

  override releaseConnection(): Promise<void> {
    this.#turns.give();
    return Promise.resolve();
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
}
