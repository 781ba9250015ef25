import { AppError, isAppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { AskLimits, Respond, Subject, Unsubscribe } from "../bus.ts";

/** Questions and answers inside one process. */
export class InProcessQuestions {
  readonly #responders = new Map<Subject, Respond>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  answer(subject: Subject, respond: Respond): Unsubscribe {
    this.#responders.set(subject, respond);
    return () => {
      if (this.#responders.get(subject) === respond) this.#responders.delete(subject);
    };
  }

  async ask(subject: Subject, payload: unknown, { timeoutMs, signal }: AskLimits): Promise<unknown> {
    const respond = this.#responders.get(subject);
    if (respond === undefined || signal?.aborted === true) throw unanswered(subject);
    const over = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
    const ended = Promise.withResolvers<never>();
    over.addEventListener("abort", () => ended.reject(lost(subject)), { once: true });
    return Promise.race([this.#respond(respond, { subject, payload }, over), ended.promise]);
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
