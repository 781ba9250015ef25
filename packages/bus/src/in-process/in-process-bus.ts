import type { Logger } from "@postern/domain";
import type { Bus, Subject, Unsubscribe } from "../bus.ts";

type Receive = (payload: unknown) => void;

/** The bus of a single server: an event is delivered after the current turn, so a publisher never runs its listeners. */
export class InProcessBus implements Bus {
  readonly #receivers = new Map<Subject, Set<Receive>>();
  readonly #log: Logger;
  #isClosed = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  publish(subject: Subject, payload: unknown): void {
    if (this.#isClosed) return;
    for (const receive of this.#receivers.get(subject) ?? []) {
      queueMicrotask(() => this.#deliver(subject, receive, payload));
    }
  }

  subscribe(subject: Subject, receive: Receive): Unsubscribe {
    const receivers = this.#receivers.get(subject) ?? new Set<Receive>();
    this.#receivers.set(subject, receivers);
    // A wrapper of its own, so that the same function subscribed twice is two subscriptions.
    const own: Receive = (payload) => receive(payload);
    receivers.add(own);
    return () => receivers.delete(own);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#receivers.clear();
    return Promise.resolve();
  }

  #deliver(subject: Subject, receive: Receive, payload: unknown): void {
    if (this.#isClosed) return;
    try {
      receive(payload);
    } catch (error) {
      // One bad listener must not silence the others; the message is only a hint, so nothing is lost.
      this.#log.error({ subject, error }, "a bus subscriber failed");
    }
  }
}
