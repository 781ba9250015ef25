import type { Clock, TimeMs } from "@postern/domain";

export interface Freshness<Answer> {
  readonly clock: Clock;
  /** How long an answer is good for those who ask the same. */
  readonly freshMs: (answer: Answer) => number;
}

interface Kept<Answer> {
  readonly answer: Promise<Answer>;
  /** Undefined: it is still waited for. */
  freshUntil: TimeMs | undefined;
}

/** So many are kept: one that is dropped is asked again. */
const most = 2000;

/** Answers that many want at once: one asks, the others wait for the same answer, and who comes soon after is given it again. */
export class FreshAnswers<Answer> {
  readonly #freshness: Freshness<Answer>;
  readonly #kept = new Map<string, Kept<Answer>>();

  constructor(freshness: Freshness<Answer>) {
    this.#freshness = freshness;
  }

  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key);
    if (known !== undefined && (known.freshUntil === undefined || this.#freshness.clock.now() < known.freshUntil)) return known.answer;
    this.#kept.delete(key);
    const kept: Kept<Answer> = { answer: ask(), freshUntil: undefined };
    const keepFor = (ms: number): void => {
      kept.freshUntil = this.#freshness.clock.now() + ms;
    };
    kept.answer.then(
      (answer) => keepFor(this.#freshness.freshMs(answer)),
      // Told to those who waited; the next one asks again.
      () => keepFor(0),
    );
    this.#kept.set(key, kept);
    this.#dropOldest();
    return kept.answer;
  }

  #dropOldest(): void {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= most) return;
      this.#kept.delete(key);
    }
  }
}
