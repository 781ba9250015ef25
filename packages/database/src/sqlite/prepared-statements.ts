import type SqliteHandle from "better-sqlite3";

/** A server asks some hundred different questions; lists of values make variants of them without end. */
const maxKept = 500;

/**
 * Keeps statements between their uses. Preparing one takes longer than most of them run, and as SQLite works on the thread that
 * answers requests, a transaction of a dozen statements would hold everybody up for that time.
 *
 * What was bound to a statement is cleared after each use, so none keeps a value.
 */
export class PreparedStatements {
  readonly #handle: SqliteHandle.Database;
  /** The one used longest ago comes first. */
  readonly #kept = new Map<string, SqliteHandle.Statement>();

  constructor(handle: SqliteHandle.Database) {
    this.#handle = handle;
  }

  prepare(sql: string): SqliteHandle.Statement {
    const known = this.#kept.get(sql);
    // One that is being read row by row cannot run a second time meanwhile.
    if (known?.busy === true) return this.#handle.prepare(sql);
    const statement = known ?? this.#handle.prepare(sql);
    this.#kept.delete(sql);
    this.#kept.set(sql, statement);
    if (this.#kept.size > maxKept) this.#dropOldest();
    return statement;
  }

  close(): void {
    this.#kept.clear();
    this.#handle.close();
  }

  #dropOldest(): void {
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
