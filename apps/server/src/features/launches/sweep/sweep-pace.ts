import type { Clock, ComputeEnvId, TimeMs } from "@postern/domain";
import type { ClusterKey } from "./cluster-key.ts";

/** Of the time of a scheduler we take at most a tenth: so many times as long as it answers we leave it alone. */
const restFactor = 10;
/** What is answered faster is not slow, however often it is asked. */
const promptMs = 1000;
/**
 * Never more seldom, however slow: Slurm forgets an ended job after 300 s (MinJobAge), Torque and Moab after about as long, and a look may
 * itself take a minute. Who forgets earlier, such as Grid Engine, is asked for the end in its accounting anyway.
 */
export const slowestMs = 150_000;

/** One look at a cluster. */
export interface Look {
  readonly startedAt: TimeMs;
  /** Until all status questions were answered; no question, no time. */
  readonly answerMs: number;
  readonly questions: number;
}

export interface Pace extends Look {
  readonly account: string;
  readonly intervalMs: number;
}

/**
 * How often each account asks its scheduler about its jobs: the slower it answers, the more seldom. All environments of an account keep step,
 * so that one question does for them. Forgetting it costs one look that is too early.
 */
export class SweepPace {
  readonly #clock: Clock;
  readonly #shortestMs: number;
  readonly #paces = new Map<string, Pace>();
  /** Clusters that were looked at, by name. */
  readonly #clusters = new Map<string, ClusterKey>();

  constructor(clock: Clock, shortestMs: number) {
    this.#clock = clock;
    this.#shortestMs = shortestMs;
  }

  /** Asked at each beat, which is as long as the shortest interval. */
  isDue({ account }: ClusterKey): boolean {
    const pace = this.#paces.get(account);
    if (pace === undefined || pace.intervalMs <= this.#shortestMs) return true;
    // The beat that is nearest to it: a clock that is a moment early must not cost a whole one.
    return this.#clock.now() >= pace.startedAt + pace.intervalMs - this.#shortestMs / 2;
  }

  note(key: ClusterKey, look: Look): void {
    const { account, name } = key;
    this.#clusters.set(name, key);
    const known = this.#paces.get(account);
    // Where nothing was asked, nothing was learnt; and a look that ended late does not undo what is known by now.
    if (known !== undefined && (look.questions === 0 || look.startedAt < known.startedAt)) return;
    const restMs = look.answerMs <= promptMs ? 0 : look.answerMs * restFactor;
    // As many jobs as need several questions are asked about so much more seldom: the questions in a minute stay the same.
    const wantedMs = Math.max(this.#shortestMs * Math.max(1, look.questions), restMs);
    const intervalMs = Math.max(this.#shortestMs, Math.min(wantedMs, slowestMs));
    this.#paces.set(account, { ...look, account, intervalMs });
  }

  /** Clusters that nobody has jobs on any more. */
  keepOnly(keys: readonly ClusterKey[]): void {
    const [names, accounts] = [new Set(keys.map(({ name }) => name)), new Set(keys.map(({ account }) => account))];
    for (const name of this.#clusters.keys()) if (!names.has(name)) this.#clusters.delete(name);
    for (const account of this.#paces.keys()) if (!accounts.has(account)) this.#paces.delete(account);
  }

  /** One entry for each cluster with a look. */
  list(): readonly (Pace & { readonly computeEnvId: ComputeEnvId })[] {
    return [...this.#clusters.values()].flatMap(({ account, computeEnvId }) => {
      const pace = this.#paces.get(account);
      return pace === undefined ? [] : [{ ...pace, computeEnvId }];
    });
  }

  ofEnvironment(id: ComputeEnvId): readonly Pace[] {
    return this.list().filter(({ computeEnvId }) => computeEnvId === id);
  }
}
