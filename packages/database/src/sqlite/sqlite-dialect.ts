import type SqliteHandle from "better-sqlite3";
import { CompiledQuery, SqliteDialect, SqliteDriver } from "kysely";
import type { DatabaseConnection, Driver } from "kysely";
import type { PreparedStatements } from "./prepared-statements.ts";

/** Kysely's dialect with transactions that fail in the way that callers expect. */
export class PosternSqliteDialect extends SqliteDialect {
  readonly #handle: SqliteHandle.Database;
  readonly #statements: PreparedStatements;

  constructor(handle: SqliteHandle.Database, statements: PreparedStatements) {
    super({ database: handle });
    this.#handle = handle;
    this.#statements = statements;
  }

  override createDriver(): Driver {
    return new TransactionDriver(this.#handle, this.#statements);
  }
}

class TransactionDriver extends SqliteDriver {
  readonly #handle: SqliteHandle.Database;

  constructor(handle: SqliteHandle.Database, statements: PreparedStatements) {
    super({ database: statements });
    this.#handle = handle;
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
