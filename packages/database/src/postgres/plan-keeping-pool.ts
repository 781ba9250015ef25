import { createHash } from "node:crypto";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";
import { keptPlanMark } from "../kept-plan.ts";

/** A pool whose connections keep the plans of statements that ask for it. */
export class PlanKeepingPool implements PostgresPool {
  readonly options: object;
  readonly #pool: pg.Pool;
  /** Names by text. There are as many as statements that ask for it. */
  readonly #names = new Map<string, string>();
  /** Kysely knows a connection again by its client. */
  readonly #clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.options = pool.options;
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect();
    const known = this.#clients.get(client);
    if (known !== undefined) return known;
    const keeping = this.#keeping(client);
    this.#clients.set(client, keeping);
    return keeping;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  #keeping(client: pg.PoolClient): PostgresPoolClient {
    const query = (text: string, values: readonly unknown[]): unknown =>
      client.query({ text, values: [...values], ...(text.includes(keptPlanMark) ? { name: this.#nameOf(text) } : {}) });
    return {
      query: query as PostgresPoolClient["query"],
      release: (isBroken) => {
        client.release(isBroken);
      },
    };
  }

  // PostgreSQL cuts names at 63 bytes.
  #nameOf(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = `kept-${createHash("sha256").update(text).digest("hex").slice(0, 40)}`;
    this.#names.set(text, name);
    return name;
  }
}
