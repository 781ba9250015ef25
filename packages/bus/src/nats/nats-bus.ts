import type { Clock, Logger } from "@postern/domain";
import { AppError } from "@postern/domain";
import { connect } from "@nats-io/transport-node";
import type { NatsConnection } from "@nats-io/transport-node";
import type { AskLimits, Bus, Respond, Subject, Unsubscribe } from "../bus.ts";
import { NatsQuestions } from "./nats-questions.ts";
import type { NatsQuestionsParts } from "./nats-questions.ts";
import { readNatsUrl } from "./read-nats-url.ts";

/** Two of these unanswered, and the connection is taken for dead. */
const pingMs = 5_000;
const reconnectMs = 500;
const connectTimeoutMs = 10_000;

/**
 * A bus through NATS: servers that name the same one, and the same prefix, work as one.
 *
 * @throws setting.invalid for an address that cannot be read. @throws bus.unanswered when no NATS server is there.
 */
export async function openNatsBus(url: string, log: Logger, clock: Clock): Promise<Bus> {
  const { servers, isEncrypted, user, password, token, prefix } = readNatsUrl(url);
  try {
    const connection = await connect({
      servers: [...servers],
      name: "postern",
      timeout: connectTimeoutMs,
      pingInterval: pingMs,
      maxPingOut: 2,
      maxReconnectAttempts: -1,
      reconnectTimeWait: reconnectMs,
      ...(user === undefined ? {} : { user, pass: password ?? "" }),
      ...(token === undefined ? {} : { token }),
      ...(isEncrypted ? { tls: {} } : {}),
    });
    return new NatsBus({ connection, log, clock }, prefix);
  } catch (error) {
    const hosts = servers.join(", ");
    throw new AppError("bus.unanswered", `The bus cannot be reached at ${hosts}, or does not let the server in.`, { cause: error });
  }
}

class NatsBus implements Bus {
  readonly reachesOthers = true;
  readonly #connection: NatsConnection;
  readonly #prefix: string;
  readonly #log: Logger;
  readonly #questions: NatsQuestions;
  readonly #watching: Promise<void>;

  constructor(parts: NatsQuestionsParts, prefix: string) {
    this.#connection = parts.connection;
    this.#prefix = prefix;
    this.#log = parts.log;
    this.#questions = new NatsQuestions(parts);
    this.#watching = this.#watch();
  }

  publish(subject: Subject, payload: unknown): void {
    if (this.#connection.isClosed()) return;
    try {
      this.#connection.publish(this.#nameOf(subject), JSON.stringify(payload));
    } catch (error) {
      // Only a hint: whoever missed it looks by themselves.
      this.#log.error({ subject, error }, "a message could not be published");
    }
  }

  subscribe(subject: Subject, receive: (payload: unknown) => void): Unsubscribe {
    const subscription = this.#connection.subscribe(this.#nameOf(subject), {
      callback: (error, message) => {
        if (error === null) this.#deliver(subject, () => receive(message.json()));
      },
    });
    return () => subscription.unsubscribe();
  }

  ask(subject: Subject, payload: unknown, limits: AskLimits): Promise<unknown> {
    return this.#questions.ask(this.#nameOf(subject), payload, limits);
  }

  answer(subject: Subject, respond: Respond): Unsubscribe {
    return this.#questions.answer(this.#nameOf(subject), respond);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#questions.end();
    await this.#connection.close();
    await this.#watching;
  }

  #nameOf(subject: Subject): string {
    return `${this.#prefix}.${subject}`;
  }

  #deliver(subject: Subject, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#log.error({ subject, error }, "a bus subscriber failed");
    }
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === "disconnect") {
        this.#log.warn({}, "the bus is away");
        // Answers that were on their way are gone.
        this.#questions.loseAll();
      } else if (type === "reconnect") {
        this.#log.info({}, "the bus is back");
        this.#questions.goOn();
      }
    }
  }
}
