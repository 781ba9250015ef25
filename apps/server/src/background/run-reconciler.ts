import type { ComputeEnvId } from "@postern/domain";
import { listClusters, sweepCluster } from "../features/launches/sweep/cluster-sweep.ts";
import { ClusterKeys } from "../features/launches/sweep/cluster-key.ts";
import type { ClusterKey, Reached } from "../features/launches/sweep/cluster-key.ts";
import { QuestionBudget } from "../features/launches/sweep/question-budget.ts";
import { SweepPace } from "../features/launches/sweep/sweep-pace.ts";
import type { AskedAccount, AskedOf } from "../features/launches/sweep/asked-accounts.ts";
import type { SweepParts, WantedLook } from "../features/launches/sweep/cluster-sweep.ts";
import { JointAnswers } from "../features/launches/sweep/joint-answers.ts";
import type { SchedulerQuestions } from "../features/metrics/sources.ts";
import type { Reconciler } from "./driver.ts";
import { OngoingWork } from "./ongoing-work.ts";

/** Clusters that are looked at side by side. */
const maxClusters = { all: 16, perOwner: 4 };
/** So long one that hangs has a place among them: many that hang must not use up all, and waiting costs nothing. */
const placeMs = 5000;

/** Enough for what single jobs need beside the one question about all. Whoever sets a shorter interval asks for more of them. */
const leastPerMinute = 30;
const questionsInInterval = 4;

export interface RunReconcilerParts extends Omit<SweepParts, "budget" | "pace" | "answers"> {
  /** Between two questions to one scheduler. */
  readonly intervalMs: number;
  /** That one account asks one scheduler. Default: 30, or four in an interval. */
  readonly questionsPerMinute?: number;
}

export interface LookQuestions {
  /** Which scheduler, and as whom, whatever the environment. */
  readonly account: string;
  /** `false`: the scheduler is asked enough as it is, and nothing is to be asked. */
  readonly take: (count: number) => boolean;
}

/**
 * Follows every head job to its true end: launches that a restart cut short, submits without an answer, jobs that wait,
 * run, end or vanish. It reads what is stored and what is seen, and so goes on where any server stopped.
 */
export class RunReconciler implements Reconciler, AsyncDisposable {
  readonly name = "runs";
  readonly intervalMs: number;
  readonly #parts: RunReconcilerParts & SweepParts;
  readonly #ongoing: OngoingWork;
  /** Clusters whose agent was away at the last look. */
  readonly #unreached = new Map<string, ClusterKey>();
  #arrivals = 0;

  constructor(parts: RunReconcilerParts) {
    this.intervalMs = parts.intervalMs;
    const perMinute = parts.questionsPerMinute ?? Math.max(leastPerMinute, Math.ceil((questionsInInterval * 60_000) / parts.intervalMs));
    const budget = new QuestionBudget(parts.clock, perMinute);
    const answers = new JointAnswers(() => parts.clock.now());
    this.#parts = { ...parts, budget, answers, pace: new SweepPace(parts.clock, parts.intervalMs) };
    this.#ongoing = new OngoingWork(parts.log, maxClusters, { clock: parts.clock, ms: placeMs });
  }

  /** Begins a look at each cluster whose turn it is; one that is still being looked at is left alone. */
  async step(signal: AbortSignal): Promise<void> {
    if (!this.#isLeading) return;
    const { answers, budget, pace } = this.#parts;
    budget.forgetPast();
    const keys = await listClusters(this.#parts);
    pace.keepOnly(keys);
    answers.keepOnly(new Set(keys.map(({ account }) => account)));
    if (!signal.aborted) this.#lookAtAll(keys.filter((key) => pace.isDue(key)));
  }

  /** How often the schedulers of an environment are asked, one entry for each account there. */
  describeQuestions(id: ComputeEnvId): AskedOf {
    const { budget, pace } = this.#parts;
    const accounts = pace
      .ofEnvironment(id)
      .map(({ account, ...look }): AskedAccount => ({ ...look, askedInLastMinute: budget.countOf(account) }));
    return { isAskedHere: this.#isLeading, perMinute: budget.perMinute, accounts };
  }

  /** The same of all environments, and what was asked since this process began. */
  describeAllQuestions(): SchedulerQuestions {
    const { budget, pace } = this.#parts;
    const accounts = pace.list().map((now) => ({ ...now, askedInLastMinute: budget.countOf(now.account) }));
    return { isAskedHere: this.#isLeading, perMinute: budget.perMinute, asked: budget.listAsked(), accounts };
  }

  /**
   * An agent has come. Looks at once at the clusters that could not be reached, and at no other: agents come and go
   * as they like, and a scheduler that answers is asked once in an interval.
   */
  noteArrival(): void {
    this.#arrivals += 1;
    if (!this.#isLeading) return;
    this.#lookAtAll([...this.#unreached.values()]);
  }

  /** For a look that is about no job: which account it is under, and what is left of that account's questions. */
  async findQuestions(at: Reached): Promise<LookQuestions> {
    const { account } = await new ClusterKeys(this.#parts).find(at);
    return { account, take: (count) => this.#parts.budget.of(account).take("check", count) };
  }

  /** Looks at the cluster of one job before its interval is over, for a person who waits. One that is being looked at is left alone. */
  async lookAt(job: Reached): Promise<void> {
    // Another server does it at its next look.
    if (!this.#isLeading) return;
    const key = await new ClusterKeys(this.#parts).find(job);
    this.#look({ key, neighbours: [key.computeEnvId], since: this.#parts.clock.now(), isOutOfTurn: true });
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

  /** At each apart, so that none waits for another; those of one account are asked about together. */
  #lookAtAll(keys: readonly ClusterKey[]): void {
    const since = this.#parts.clock.now();
    for (const sameAccount of Map.groupBy(keys, ({ account }) => account).values()) {
      const neighbours = sameAccount.map(({ computeEnvId }) => computeEnvId);
      for (const key of sameAccount) this.#look({ key, neighbours, since, isOutOfTurn: false });
    }
  }

  #look(wanted: WantedLook): void {
    const { key } = wanted;
    const { name, ownerId } = key;
    this.#ongoing.start({ key: name, owner: ownerId }, async () => {
      const { clock } = this.#parts;
      // One that had to wait for its turn wants no answer that is older than an interval.
      const since = Math.max(wanted.since, clock.now() - this.intervalMs);
      let { isReached, arrivals } = await this.#sweep({ ...wanted, since });
      // Who came during the look may have come too late for it.
      while (!isReached && arrivals !== this.#arrivals) ({ isReached, arrivals } = await this.#sweep({ ...wanted, since: clock.now() }));
      if (isReached) this.#unreached.delete(name);
      else this.#unreached.set(name, key);
    });
  }

  async #sweep(look: WantedLook): Promise<{ readonly isReached: boolean; readonly arrivals: number }> {
    const arrivals = this.#arrivals;
    return { isReached: await sweepCluster(this.#parts, look), arrivals };
  }
}
