import type { Database, HotUpsert, Query, Transaction } from "@postern/database";

type Plugin = Parameters<Query["withPlugin"]>[0];

/** Something that is asked of the storage, and may fail. */
export interface StorageMoment {
  /** From 1 on, since the last `expectFault`. */
  readonly number: number;
  /**
   * `statement`: before it is done. `commit`: after everything in the transaction, and nothing of it is kept.
   * `answer`: all of it is kept, and nobody hears of that.
   */
  readonly what: "statement" | "commit" | "answer";
}

/** What the driver says when the disk is full, and when the other side has gone. */
const words = {
  sqlite: { refused: "SQLITE_FULL", lost: "SQLITE_IOERR" },
  postgres: { refused: "53100", lost: "08006" },
} as const;

/** A fault that was asked for, in the form of the driver's own. */
export class StorageFault extends Error {
  override readonly name = "StorageFault";
  readonly code: string;
  readonly moment: StorageMoment;

  constructor(code: string, moment: StorageMoment) {
    super(`the storage failed at moment ${String(moment.number)}, ${moment.what}`);
    this.code = code;
    this.moment = moment;
  }
}

/**
 * A real database that fails at one moment: the n-th statement, commit or answer of a commit that somebody asks for. Run something
 * once to count its moments, and then once for each of them.
 *
 * Disposing disposes of the database beneath.
 */
export class FaultyDatabase implements Database {
  readonly engine: Database["engine"];
  readonly query: Query;
  readonly #inner: Database;
  /** What `beforeCommit` of the database beneath knows a transaction by. */
  readonly #innerQueries = new WeakMap<Query, Query>();
  #faultAt = 0;
  #counted = 0;
  #listener: ((moment: StorageMoment) => void) | undefined;

  constructor(inner: Database) {
    this.#inner = inner;
    this.engine = inner.engine;
    this.query = inner.query.withPlugin(this.#plugin());
  }

  /** Moments since the last `expectFault`. */
  get counted(): number {
    return this.#counted;
  }

  /** Fails once, at that moment from now on; never for 0. Begins to count again. */
  expectFault(number: number): void {
    this.#faultAt = number;
    this.#counted = 0;
  }

  /** Hears of every moment before it is done: the place to look at what a crash would leave behind. */
  listen(listener: ((moment: StorageMoment) => void) | undefined): void {
    this.#listener = listener;
  }

  async transaction<Result>(act: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const result = await this.#inner.transaction(async (inner) => {
      const query = inner.query.withPlugin(this.#plugin());
      this.#innerQueries.set(query, inner.query);
      const done = await act({ query, upsertMany: (statement, rows) => this.#upsertMany(inner, statement, rows) });
      // After the steps that were asked for until now, which are all that anybody asks for.
      this.#inner.beforeCommit(inner.query, () => {
        this.#pass("commit");
        return Promise.resolve();
      });
      return done;
    });
    this.#pass("answer");
    return result;
  }

  beforeCommit(query: Query, step: () => Promise<void>): void {
    this.#inner.beforeCommit(this.#innerQueries.get(query) ?? query, step);
  }

  ping(): Promise<void> {
    return this.#inner.ping();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }

  #upsertMany(inner: Transaction, statement: HotUpsert, rows: Parameters<Transaction["upsertMany"]>[1]): Promise<void> {
    this.#pass("statement");
    return inner.upsertMany(statement, rows);
  }

  #plugin(): Plugin {
    return {
      transformQuery: ({ node }) => {
        this.#pass("statement");
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
  }

  #pass(what: StorageMoment["what"]): void {
    this.#counted += 1;
    const moment = { number: this.#counted, what };
    this.#listener?.(moment);
    if (moment.number !== this.#faultAt) return;
    const { refused, lost } = words[this.engine];
    throw new StorageFault(what === "answer" ? lost : refused, moment);
  }
}
