import { CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import type { Transaction as KyselyTransaction } from "kysely";
import pg from "pg";
import type { Clock, Logger } from "@postern/domain";
import { CommitSteps } from "../commit-steps.ts";
import type { Database, HotValue, Query, Transaction } from "../database.ts";
import { renderUpsert } from "../hot/upsert.ts";
import type { HotUpsert } from "../hot/upsert.ts";
import { pendingMigrations } from "../migrations/pending-migrations.ts";
import { postgresMigrations } from "../migrations/postgres/index.ts";
import type { Tables } from "../tables.ts";
import { PlanKeepingPool } from "./plan-keeping-pool.ts";

/** The protocol counts parameters with 16 bits. */
const maxParameters = 65_535;
/** Any number, as long as every Postern uses the same: two servers migrate one after the other. */
const migrationLock = 727_100_003;

export interface PostgresOptions {
  /** `postgresql://…`, as `pg` reads it. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly maxConnections?: number;
}

/** A PostgreSQL database, alone or shared by several servers. */
export class PostgresDatabase implements Database {
  readonly engine = "postgres";
  readonly query: Query;
  readonly #steps = new CommitSteps();

  private constructor(query: Query) {
    this.query = query;
  }

  /** Connects, and brings the schema up to date. */
  static async open(options: PostgresOptions): Promise<PostgresDatabase> {
    const pool = new pg.Pool({
      connectionString: options.url,
      max: options.maxConnections ?? 10,
      connectionTimeoutMillis: 5000,
      types: exactNumbers(),
    });
    // A connection that breaks is replaced by the pool; without a listener it would end the process. The pool listens to idle ones only, and
    // one that breaks between two statements of a transaction has nobody else to tell.
    pool.on("error", (error) => options.log.warn({ error }, "an idle database connection broke"));
    pool.on("connect", (client) => client.on("error", (error) => options.log.warn({ error }, "a database connection broke")));
    const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: new PlanKeepingPool(pool) }) });
    try {
      await query.transaction().execute((transaction) => migratePostgres(transaction, options.clock));
      return new PostgresDatabase(query);
    } catch (error) {
      await query.destroy();
      throw error;
    }
  }

  transaction<Result>(act: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.query
      .transaction()
      .execute((query) =>
        this.#steps.around(query, () => act({ query, upsertMany: (statement, rows) => upsertMany(query, statement, rows) })),
      );
  }

  beforeCommit(query: Query, step: () => Promise<void>): void {
    this.#steps.add(query, step);
  }

  async ping(): Promise<void> {
    await sql`SELECT 1`.execute(this.query);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.query.destroy();
  }
}

async function upsertMany(query: Query, statement: HotUpsert, rows: readonly (readonly HotValue[])[]): Promise<void> {
  const rowsPerQuery = Math.floor(maxParameters / statement.columns.length);
  for (let from = 0; from < rows.length; from += rowsPerQuery) {
    const part = rows.slice(from, from + rowsPerQuery);
    await query.executeQuery(CompiledQuery.raw(renderUpsert(statement, "postgres", part.length), part.flat()));
  }
}

// Ids, counters and bytes stay below 2^53, so a number is exact; the driver's default is text.
function exactNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return types;
}

async function migratePostgres(transaction: KyselyTransaction<Tables>, clock: Clock): Promise<void> {
  const execute = (text: string) => sql.raw(text).execute(transaction);
  await execute(`SELECT pg_advisory_xact_lock(${String(migrationLock)})`);
  await execute("CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
  const newest = await sql<{ number: number | null }>`SELECT max(number) AS number FROM schema_migrations`.execute(transaction);
  for (const migration of pendingMigrations(newest.rows[0]?.number ?? 0, postgresMigrations)) {
    await execute(migration.sql);
    await sql`INSERT INTO schema_migrations VALUES (${migration.number}, ${migration.name}, ${clock.now()})`.execute(transaction);
  }
}
