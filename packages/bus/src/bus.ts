/** A subject such as `run.changed`; words of letters, digits and dashes, joined by dots. */
export type Subject = string;

/** Ends a subscription: nothing arrives afterwards, not even what was published before. May be called twice. */
export type Unsubscribe = () => void;

export interface AskLimits {
  /** After so long without an answer the question counts as lost. */
  readonly timeoutMs: number;
  /** Gives up waiting; whoever works on the answer is told. */
  readonly signal?: AbortSignal;
}

/** Gives the answer to a question. What it throws as an `AppError` reaches whoever asked; `signal` aborts when nobody waits any more. */
export type Respond = (payload: unknown, signal: AbortSignal) => Promise<unknown>;

/**
 * Carries facts and questions between the parts of one server, and between servers.
 *
 * Facts go at most once: a message to nobody is gone, and a subscriber that throws loses only its own copy.
 * So a message is a hint to look, never the only record of something.
 * Payloads are plain JSON values. Disposing drops every subscription; a closed bus delivers nothing.
 */
export interface Bus extends AsyncDisposable {
  /** Whether there may be others than this process. If not, what is not here is nowhere. */
  readonly reachesOthers: boolean;

  /** Returns at once. Never throws because of a subscriber. */
  publish(subject: Subject, payload: unknown): void;

  /** Every subscriber gets every message of exactly this subject, in order of publishing. */
  subscribe(subject: Subject, receive: (payload: unknown) => void): Unsubscribe;

  /**
   * Asks whoever answers the subject. It settles once, with an answer of that one or an error.
   *
   * @throws bus.unanswered when nobody does, or nothing can be sent now: the question reached nobody.
   * @throws bus.lost when it was sent and no answer came: what it asks for may have been done.
   * @throws whatever `AppError` the other side threw.
   */
  ask(subject: Subject, payload: unknown, limits: AskLimits): Promise<unknown>;

  /** Answers the questions of a subject from now on. One answers each subject: name the server in it. */
  answer(subject: Subject, respond: Respond): Unsubscribe;
}
