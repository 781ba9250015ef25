import type { Clock, TimeMs } from "@postern/domain";
import { QuestionTally } from "./question-tally.ts";
import type { QuestionCommand, TalliedQuestions } from "./question-tally.ts";

const minuteMs = 60_000;

/** About no job or a single one, and it can wait or be left out. The others are about all jobs at once, or a person waits for them. */
const canWait: ReadonlySet<QuestionCommand> = new Set(["final", "find", "check"]);

/** The questions that one account on a cluster has left. */
export interface AccountQuestions {
  /** Takes so many out of the budget, all or none. `false`: not now, and nothing is to be asked. */
  take(command: QuestionCommand, count?: number): boolean;
  /** To be told of one that was taken and brought no answer. */
  noteUnanswered(command: QuestionCommand): void;
}

/**
 * How many questions a scheduler is asked in a minute under one account, whatever happens there: a thousand jobs that end at once are a
 * thousand questions to its accounting. Kept over the last minute, and not from one full minute to the next.
 */
export class QuestionBudget {
  readonly #clock: Clock;
  readonly perMinute: number;
  readonly #asked = new Map<string, TimeMs[]>();
  readonly #tally = new QuestionTally();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.perMinute = perMinute;
  }

  of(account: string): AccountQuestions {
    return {
      take: (command, count = 1) => {
        const isTaken = this.#take(account, command, count);
        this.#tally.count(account, command, { outcome: isTaken ? "asked" : "denied", times: count });
        return isTaken;
      },
      noteUnanswered: (command) => this.#tally.count(account, command, { outcome: "unanswered" }),
    };
  }

  /** All questions since the start of this process. */
  listAsked(): readonly TalliedQuestions[] {
    return this.#tally.list();
  }

  /** Forgets accounts that asked nothing in the last minute: they have all their questions again. */
  forgetPast(): void {
    for (const account of this.#asked.keys()) this.#recent(account);
  }

  /** Accounts that are counted. */
  get size(): number {
    return this.#asked.size;
  }

  /** How many were asked in the last minute. */
  countOf(account: string): number {
    return this.#recent(account).length;
  }

  #take(account: string, command: QuestionCommand, count: number): boolean {
    const recent = this.#recent(account);
    // These leave a third of it, so that they can never keep us from asking about all.
    const limit = canWait.has(command) ? Math.ceil((this.perMinute * 2) / 3) : this.perMinute;
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
