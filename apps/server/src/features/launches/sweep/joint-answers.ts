import type { JobSighting, SchedulerJobId, TimeMs } from "@postern/domain";
import type { Look } from "./sweep-pace.ts";

/** What the scheduler said about all the jobs that it was asked about. */
export interface Answers {
  readonly sightings: ReadonlyMap<SchedulerJobId, JobSighting>;
  readonly look: Look;
}

export interface Wanted {
  /** Who asks where: one scheduler and one account on it. */
  readonly account: string;
  /** About these one wants to know. */
  readonly jobs: readonly SchedulerJobId[];
  /** About these others of the account want to know: if somebody must ask, then about all of them. */
  readonly others: readonly SchedulerJobId[];
  /** What was asked before is too old. */
  readonly since: TimeMs;
}

interface Round {
  readonly jobs: ReadonlySet<SchedulerJobId>;
  readonly startedAt: TimeMs;
  readonly answers: Promise<Answers>;
  isOver: boolean;
}

/**
 * Environments of one account are looked at apart, and asked about together: who comes first asks about the jobs of all, the others
 * take their part of the same answer. An account never asks its scheduler two status questions at once.
 */
export class JointAnswers {
  readonly #now: () => TimeMs;
  readonly #rounds = new Map<string, Round>();

  constructor(now: () => TimeMs) {
    this.#now = now;
  }

  /** @param ask asks about all the jobs given. When it rejects, all who wait for that answer are told. */
  async get(wanted: Wanted, ask: (jobs: readonly SchedulerJobId[]) => Promise<Answers>): Promise<Answers> {
    for (;;) {
      const round = this.#rounds.get(wanted.account);
      if (round !== undefined && isGoodFor(wanted, round)) return round.answers;
      if (round === undefined || round.isOver) return this.#start(wanted, ask).answers;
      // Its failure is told to those who wanted that answer.
      await round.answers.catch(() => undefined);
    }
  }

  /** Forgets the answers of accounts that nobody has jobs under any more. */
  keepOnly(accounts: ReadonlySet<string>): void {
    for (const [account, { isOver }] of this.#rounds) if (isOver && !accounts.has(account)) this.#rounds.delete(account);
  }

  #start({ account, jobs, others }: Wanted, ask: (jobs: readonly SchedulerJobId[]) => Promise<Answers>): Round {
    const all = new Set([...jobs, ...others]);
    const round: Round = { jobs: all, startedAt: this.#now(), answers: ask([...all]), isOver: false };
    this.#rounds.set(account, round);
    const end = (): void => {
      round.isOver = true;
    };
    round.answers.then(end, end);
    return round;
  }
}

/** INVARIANT: a job that was not asked about is not in the answer, and that says nothing about it. */
function isGoodFor({ jobs, since }: Wanted, round: Round): boolean {
  return round.startedAt >= since && jobs.every((job) => round.jobs.has(job));
}
