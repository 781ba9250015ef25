import type { Database, Query, Transaction } from "@postern/database";
import type { Seal } from "@postern/vault";
import type { KyselyPlugin, PluginTransformQueryArgs, RootOperationNode } from "kysely";

/** Thrown in the place of a full disk, a power cut or a killed process. */
export class Cut extends Error {}

/** Counts the places at which something may fail, and fails at the wanted one. What is cut once is cut from then on: the process is dead. */
export class FailPoints {
  readonly passed: string[] = [];
  readonly #failAt: number;

  /** `failAt`: 1 for the first place; 0 never fails. */
  constructor(failAt: number) {
    this.#failAt = failAt;
  }

  get isCut(): boolean {
    return this.#failAt > 0 && this.passed.length >= this.#failAt;
  }

  /** @throws Cut at the wanted place and at every later one. */
  pass(place: string): void {
    if (!this.isCut) this.passed.push(place);
    if (this.isCut) throw new Cut(`cut at ${place}`);
  }
}

/** Fails before any statement that writes, before and after any commit. */
export function failingDatabase(database: Database, points: FailPoints): Database {
  const watched = (query: Query): Query => query.withPlugin(watchWrites(points));
  const steps = new WeakMap<Query, Query>();
  return {
    engine: database.engine,
    query: watched(database.query),
    transaction: async (act) => {
      const result = await database.transaction(async (transaction) => {
        const query = watched(transaction.query);
        steps.set(query, transaction.query);
        const given: Transaction = { query, upsertMany: (...words) => transaction.upsertMany(...words) };
        const answer = await act(given);
        // The last of the steps, so that nothing is left to do but to commit.
        database.beforeCommit(transaction.query, () => Promise.resolve(points.pass("commit")));
        return answer;
      });
      points.pass("after the commit");
      return result;
    },
    beforeCommit: (query, step) => database.beforeCommit(steps.get(query) ?? query, step),
    ping: () => database.ping(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Fails before and after the seal is written, and before it is read. */
export function failingSeal(seal: Seal, points: FailPoints): Seal {
  return {
    name: seal.name,
    isLocked: seal.isLocked,
    unsealNow: () => seal.unsealNow(),
    unseal: async () => {
      points.pass("read the seal");
      return seal.unseal();
    },
    replace: async (keys) => {
      points.pass("write the seal");
      await seal.replace(keys);
      points.pass("after the seal");
    },
  };
}

function watchWrites(points: FailPoints): KyselyPlugin {
  return {
    transformQuery: ({ node }: PluginTransformQueryArgs): RootOperationNode => {
      if (node.kind !== "SelectQueryNode") points.pass(node.kind);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}
