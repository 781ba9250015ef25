import { AppError, isAppError } from "@postern/domain";
import type { Clock, Logger } from "@postern/domain";
import { AnswerLimit } from "../answer-limit.ts";
import type { AskLimits, Respond, Subject, Unsubscribe } from "../bus.ts";

/** Questions and answers inside one process. */
export class InProcessQuestions {
  readonly #responders = new Map<Subject, Respond>();
  readonly #log: Logger;
  readonly #clock: Clock;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  answer(subject: Subject, respond: Respond): Unsubscribe {
    this.#responders.set(subject, respond);
    return () => {
      if (this.#responders.get(subject) === respond) this.#responders.delete(subject);
    };
  }

  async ask(subject: Subject, payload: unknown, limits: AskLimits): Promise<unknown> {
    const respond = this.#responders.get(subject);
    if (respond === undefined || limits.signal?.aborted === true) throw unanswered(subject);
    using limit = new AnswerLimit(this.#clock, limits);
    const ended = Promise.withResolvers<never>();
    limit.signal.addEventListener("abort", () => ended.reject(lost(subject)), { once: true });
    return await Promise.race([this.#respond(respond, { subject, payload }, limit.signal), ended.promise]);
  }

  clear(): void {
    this.#responders.clear();
  }

  async #respond(respond: Respond, { subject, payload }: { subject: Subject; payload: unknown }, signal: AbortSignal): Promise<unknown> {
    try {
      return await respond(payload, signal);
    } catch (error) {
      if (isAppError(error)) throw error;
      this.#log.error({ subject, error }, "a question could not be answered");
      throw lost(subject);
    }
  }
}

export function unanswered(subject: Subject): AppError {
  return new AppError("bus.unanswered", "No server answers the question.", { detail: subject });
}

export function lost(subject: Subject): AppError {
  return new AppError("bus.lost", "The other server did not answer.", { detail: subject });
}
