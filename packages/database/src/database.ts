import type { Kysely } from "kysely";
import type { Engine } from "./engine.ts";
import type { HotUpsert } from "./hot/upsert.ts";
import type { Tables } from "./tables.ts";

/** What stores write their SQL with. Inside a transaction it belongs to that transaction. */
export type Query = Kysely<Tables>;

/** One open transaction. Using it after the callback returned is an error. */
export interface Transaction {
  readonly query: Query;
  /**
   * Writes many rows through one prepared statement: the path of telemetry, where a query builder costs ten times the work.
   * Rows of one call must differ in the conflict columns.
   */
  upsertMany(statement: HotUpsert, rows: readonly (readonly HotValue[])[]): Promise<void>;
}

export type HotValue = string | number | null;

/**
 * The storage of one server.
 *
 * Driver errors pass through as they are; `toStorageError` reads them at the edge.
 * A transaction whose callback throws leaves nothing behind.
 */
export interface Database extends AsyncDisposable {
  readonly engine: Engine;
  readonly query: Query;
  transaction<Result>(act: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * Has a step done at the end of an open transaction, after everything that its callback does and before the commit: for locks that
   * all writers share, and so should be taken last and held shortly. Steps run in the order in which they were asked for; one that
   * throws leaves nothing of the transaction behind.
   *
   * @throws server.internal when the query belongs to no open transaction.
   */
  beforeCommit(query: Query, step: () => Promise<void>): void;
  /** Fails when the storage cannot be read. */
  ping(): Promise<void>;
}
