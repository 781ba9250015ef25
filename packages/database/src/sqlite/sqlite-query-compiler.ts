import { SqliteQueryCompiler } from "kysely";

/**
 * Writes values as `+?`, which is the same value, and no bare parameter.
 *
 * SQLite is built here so that it may look at the value of a bare parameter when it plans (`SQLITE_ENABLE_STAT4`). It then plans the statement
 * anew whenever a value is bound, though it has no statistics that the value could be held against: a kept statement that joins two tables
 * or looks through an index took 15 to 25 times as long as its work. `LIKE` loses its way through an index by this; no index here serves it.
 */
export class PlanKeepingSqliteCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return "+?";
  }
}
