import type { Clock, Logger } from "@postern/domain";
import type { AskLimits, Bus, Respond, Subject, Unsubscribe } from "../bus.ts";
import { InProcessQuestions } from "./in-process-questions.ts";

type Receive = (payload: unknown) => void;

/** The bus of a single server: an event is delivered after the code that published it, so a publisher never runs its listeners. */
export class InProcessBus implements Bus {
  readonly reachesOthers = false;
  readonly #questions: InProcessQuestions;
  readonly #receivers = new Map<Subject, Set<Receive>>();
  readonly #log: Logger;
  #isClosed = false;

  /** The clock is for the limits of questions. */
  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#questions = new InProcessQuestions(log, clock);
  }

  publish(subject: Subject, payload: unknown): void {
    const receivers = this.#receivers.get(subject);
    if (receivers === undefined || this.#isClosed) return;
    // Those of now: who subscribes later gets only what is published later.
    for (const receive of [...receivers]) {
      queueMicrotask(() => {
        if (receivers.has(receive)) this.#deliver(subject, receive, payload);
      });
    }
  }

  subscribe(subject: Subject, receive: Receive): Unsubscribe {
    const receivers = this.#receivers.get(subject) ?? new Set<Receive>();
    this.#receivers.set(subject, receivers);
    // A wrapper of its own, so that the same function subscribed twice is two subscriptions.
    const own: Receive = (payload) => receive(payload);
    receivers.add(own);
    return () => {
      receivers.delete(own);
      // Subjects may name single things, so an empty one must not stay for ever.
      if (receivers.size === 0 && this.#receivers.get(subject) === receivers) this.#receivers.delete(subject);
    };
  }

  ask(subject: Subject, payload: unknown, limits: AskLimits): Promise<unknown> {
    return this.#questions.ask(subject, payload, limits);
  }

  answer(subject: Subject, respond: Respond): Unsubscribe {
    return this.#questions.answer(subject, respond);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#questions.clear();
    for (const receivers of this.#receivers.values()) receivers.clear();
    this.#receivers.clear();
    return Promise.resolve();
  }

  #deliver(subject: Subject, receive: Receive, payload: unknown): void {
    try {
      receive(payload);
    } catch (error) {
      // One bad listener must not silence the others; the message is only a hint, so nothing is lost.
      this.#log.error({ subject, error }, "a bus subscriber failed");
    }
  }
}
