import { AppError } from "@postern/domain";
import type { Query } from "./database.ts";

type Step = () => Promise<void>;

/** What open transactions still have to do before they commit. */
export class CommitSteps {
  readonly #steps = new WeakMap<Query, Step[]>();

  /** Runs the callback of a transaction, and then the steps that were asked for meanwhile, or that they ask for themselves. */
  async around<Result>(query: Query, act: () => Promise<Result>): Promise<Result> {
    const steps: Step[] = [];
    this.#steps.set(query, steps);
    try {
      const result = await act();
      for (const step of steps) await step();
      return result;
    } finally {
      this.#steps.delete(query);
    }
  }

  add(query: Query, step: Step): void {
    const steps = this.#steps.get(query);
    if (steps === undefined) throw new AppError("server.internal", "Something belongs into a transaction and is outside of one.");
    steps.push(step);
  }
}
