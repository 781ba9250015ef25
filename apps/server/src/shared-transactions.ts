import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import type { Database, Query } from "@postern/database";

/** As many as hold up everybody else for a few milliseconds only. */
const maxTogether = 32;
/** Turns of the event loop. */
const maxTurns = 256;
const quietTurns = 16;

type Act<Result> = (query: Query) => Promise<Result>;

interface Waiting {
  /** Writes in a transaction, in the context of whoever asked; what it says is told only after the commit. */
  readonly write: (query: Query) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

/**
 * Small writes that come by the thousand. What is asked for while a commit is on its way is written together in the next one: a commit
 * waits for the disk, and after a restart all agents come within seconds.
 *
 * An act may run twice, the first time rolled back: so it does nothing but write. One that fails does not take others with it.
 */
export class SharedTransactions {
  readonly #database: Pick<Database, "transaction">;
  readonly #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(database: Pick<Database, "transaction">) {
    this.#database = database;
  }

  /** Resolves when it is committed. Throws what the act or the storage throws, and then nothing of it is there. */
  run<Result>(act: Act<Result>): Promise<Result> {
    const inContext = AsyncLocalStorage.snapshot();
    const result = new Promise<Result>((resolve, reject) => {
      const write = async (query: Query): Promise<() => void> => {
        const value = await inContext(() => act(query));
        return () => {
          resolve(value);
        };
      };
      this.#waiting.push({ write, reject });
    });
    void this.#writeWaiting();
    return result;
  }

  async #writeWaiting(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      await this.#untilNobodyComes();
      await this.#writeTogether(this.#waiting.splice(0, maxTogether));
    }
    this.#isWriting = false;
  }

  // An embedded database commits without letting anybody else in, and Node takes one new connection a turn: without some turns for
  // the sockets nobody would ever be together. Where nobody comes they take no time.
  async #untilNobodyComes(): Promise<void> {
    let quiet = 0;
    for (let turn = 0; turn < maxTurns && quiet < quietTurns && this.#waiting.length < maxTogether; turn += 1) {
      const before = this.#waiting.length;
      await setImmediate();
      quiet = this.#waiting.length === before ? quiet + 1 : 0;
    }
  }

  // Never throws: those who wait are told.
  async #writeTogether(together: readonly Waiting[]): Promise<void> {
    let isBegun = false;
    try {
      const tellAll = await this.#database.transaction(async ({ query }) => {
        isBegun = true;
        const told: (() => void)[] = [];
        for (const { write } of together) told.push(await write(query));
        return told;
      });
      for (const tell of tellAll) tell();
    } catch (error) {
      // A storage that is away takes seconds to say so: one by one, thousands would wait for hours, and more come meanwhile.
      if (!isBegun) for (const { reject } of [...together, ...this.#waiting.splice(0)]) reject(error);
      else if (together.length === 1) for (const { reject } of together) reject(error);
      // Which of them it was is found out one by one.
      else for (const one of together) await this.#writeTogether([one]);
    }
  }
}
