import type { Clock, TimeMs } from "@postern/domain";

const minuteMs = 60_000;

/** `status`: of all jobs at once, or what a person waits for. `detail`: of a single job, which can wait for the next look. */
type QuestionPurpose = "status" | "detail";

/** The questions that one account on a cluster has left. */
export interface AccountQuestions {
  /** Takes so many out of the budget, all or none. `false`: not now, and nothing is to be asked. */
  take(purpose: QuestionPurpose, count?: number): boolean;
}

/**
 * How many questions a scheduler is asked in a minute under one account, whatever happens there: a thousand jobs that end at once are a
 * thousand questions to its accounting. Kept over the last minute, and not from one full minute to the next.
 */
export class QuestionBudget {
  readonly #clock: Clock;
  readonly perMinute: number;
  readonly #asked = new Map<string, TimeMs[]>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.perMinute = perMinute;
  }

  of(account: string): AccountQuestions {
    return { take: (purpose, count = 1) => this.#take(account, purpose, count) };
  }

  /** How many were asked in the last minute. */
  countOf(account: string): number {
    return this.#recent(account).length;
  }

  #take(account: string, purpose: QuestionPurpose, count: number): boolean {
    const recent = this.#recent(account);
    // Single jobs leave a third of it, so that they can never keep us from asking about all.
    const limit = purpose === "status" ? this.perMinute : Math.ceil((this.perMinute * 2) / 3);
    if (recent.length + count > limit) return false;
    const now = this.#clock.now();
    for (let index = 0; index < count; index += 1) recent.push(now);
    this.#asked.set(account, recent);
    return true;
  }

  #recent(account: string): TimeMs[] {
    const since = this.#clock.now() - minuteMs;
    const recent = (this.#asked.get(account) ?? []).filter((at) => at > since);
    if (recent.length === 0) this.#asked.delete(account);
    else this.#asked.set(account, recent);
    return recent;
  }
}
