/** What a scheduler is asked: after all jobs at once, after the end of one, after a name, to end one, whether it answers at all. */
export type QuestionCommand = "status" | "final" | "find" | "cancel" | "check";

/** `denied`: the budget was used up, and nothing was asked. `unanswered`: asked, and no answer came back. */
export type QuestionOutcome = "asked" | "denied" | "unanswered";

export interface TalliedQuestions {
  /** `undefined`: those that came when there were too many to count apart. */
  readonly account: string | undefined;
  readonly command: QuestionCommand;
  readonly counts: Readonly<Record<QuestionOutcome, number>>;
}

/** Accounts that are counted apart. Whoever comes later is counted together, so that nobody can fill memory or a monitoring by making more. */
const maxAccounts = 1000;

/** Counts the questions of this process since its start, by account and command. */
export class QuestionTally {
  readonly #accounts = new Map<string | undefined, Map<QuestionCommand, Record<QuestionOutcome, number>>>();

  count(account: string, command: QuestionCommand, { outcome, times = 1 }: { outcome: QuestionOutcome; times?: number }): void {
    this.#countsOf(account, command)[outcome] += times;
  }

  list(): readonly TalliedQuestions[] {
    return [...this.#accounts].flatMap(([account, commands]) =>
      [...commands].map(([command, counts]) => ({ account, command, counts: { ...counts } })),
    );
  }

  #countsOf(account: string, command: QuestionCommand): Record<QuestionOutcome, number> {
    const isKnown = this.#accounts.has(account) || this.#accounts.size < maxAccounts;
    const name = isKnown ? account : undefined;
    const commands = this.#accounts.get(name) ?? new Map<QuestionCommand, Record<QuestionOutcome, number>>();
    this.#accounts.set(name, commands);
    const counts = commands.get(command) ?? { asked: 0, denied: 0, unanswered: 0 };
    commands.set(command, counts);
    return counts;
  }
}
