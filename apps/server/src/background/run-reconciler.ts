import type { Database } from "@postern/database";
import type { Logger } from "@postern/domain";
import { listClusters, sweepCluster } from "../features/launches/sweep/cluster-sweep.ts";
import { ClusterKeys } from "../features/launches/sweep/cluster-key.ts";
import type { ClusterKey, Reached } from "../features/launches/sweep/cluster-key.ts";
import type { SweepParts } from "../features/launches/sweep/cluster-sweep.ts";
import type { Reconciler } from "./driver.ts";
import { OngoingWork } from "./ongoing-work.ts";

/** Clusters that are looked at side by side. One that hangs takes one of these places and no more. */
const maxClusters = { all: 16, perOwner: 4 };

export interface RunReconcilerParts extends SweepParts {
  readonly database: Database;
  readonly log: Logger;
  /** Between two questions to one scheduler. */
  readonly intervalMs: number;
}

/**
 * Follows every head job to its true end: launches that a restart cut short, submits without an answer, jobs that wait,
 * run, end or vanish. It reads what is stored and what is seen, and so goes on where any server stopped.
 */
export class RunReconciler implements Reconciler, AsyncDisposable {
  readonly name = "runs";
  readonly intervalMs: number;
  readonly #parts: RunReconcilerParts;
  readonly #ongoing: OngoingWork;
  /** Clusters whose agent was away at the last look. */
  readonly #unreached = new Map<string, ClusterKey>();
  #arrivals = 0;

  constructor(parts: RunReconcilerParts) {
    this.intervalMs = parts.intervalMs;
    this.#parts = parts;
    this.#ongoing = new OngoingWork(parts.log, maxClusters);
  }

  /** Begins a look at each cluster; one that is still being looked at is left alone. */
  async step(signal: AbortSignal): Promise<void> {
    if (!this.#isLeading) return;
    for (const key of await listClusters(this.#parts)) {
      if (signal.aborted) return;
      this.#look(key);
    }
  }

  /**
   * An agent has come. Looks at once at the clusters that could not be reached, and at no other: agents come and go
   * as they like, and a scheduler that answers is asked once in an interval.
   */
  noteArrival(): void {
    this.#arrivals += 1;
    if (!this.#isLeading) return;
    for (const key of this.#unreached.values()) this.#look(key);
  }

  /** Looks at the cluster of one job before its interval is over, for a person who waits. One that is being looked at is left alone. */
  async lookAt(job: Reached): Promise<void> {
    // Another server does it at its next look.
    if (this.#isLeading) this.#look(await new ClusterKeys(this.#parts).find(job));
  }

  /** Resolves when no cluster is being looked at. */
  idle(): Promise<void> {
    return this.#ongoing.idle();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ongoing[Symbol.asyncDispose]();
  }

  get #isLeading(): boolean {
    return this.#parts.team?.isLeading ?? true;
  }

  #look(key: ClusterKey): void {
    const { name, ownerId } = key;
    this.#ongoing.start({ key: name, owner: ownerId }, async () => {
      let { isReached, arrivals } = await this.#sweep(key);
      // Who came during the look may have come too late for it.
      while (!isReached && arrivals !== this.#arrivals) ({ isReached, arrivals } = await this.#sweep(key));
      if (isReached) this.#unreached.delete(name);
      else this.#unreached.set(name, key);
    });
  }

  async #sweep(key: ClusterKey): Promise<{ readonly isReached: boolean; readonly arrivals: number }> {
    const arrivals = this.#arrivals;
    return { isReached: await sweepCluster(this.#parts, key), arrivals };
  }
}
