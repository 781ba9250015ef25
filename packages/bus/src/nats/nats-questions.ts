import { randomUUID } from "node:crypto";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, ErrorCode, Logger } from "@postern/domain";
import { headers } from "@nats-io/transport-node";
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import { AnswerLimit } from "../answer-limit.ts";
import type { AskLimits, Respond, Subject, Unsubscribe } from "../bus.ts";
import { lost, unanswered } from "../in-process/in-process-questions.ts";
import { PartJoiner, splitMessage } from "./parts.ts";
import type { Part } from "./parts.ts";

/** For the headers of a part. */
const headerBytes = 1024;
/** NATS answers so when nobody subscribes to the subject. */
const nobodyListens = 503;

export interface NatsQuestionsParts {
  readonly connection: NatsConnection;
  readonly log: Logger;
  readonly clock: Clock;
}

interface Asked {
  readonly subject: Subject;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/** What an answer looks like on the wire. */
type Answer = { readonly value: unknown } | { readonly code: ErrorCode; readonly message: string };

/**
 * Questions over NATS. A message larger than NATS carries goes in parts; each question has an id, under which its answer comes to the
 * inbox of this process, and by which it is called off.
 */
export class NatsQuestions {
  readonly #parts: NatsQuestionsParts;
  readonly #inbox = `_INBOX.postern-${randomUUID()}`;
  readonly #inboxSubscription: Subscription;
  readonly #asked = new Map<string, Asked>();
  readonly #joiner = new PartJoiner();
  /** Questions that are being answered here. */
  readonly #answering = new Map<string, AbortController>();
  #isConnected = true;

  constructor(parts: NatsQuestionsParts) {
    this.#parts = parts;
    this.#inboxSubscription = parts.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error === null) this.#receiveAnswer(message);
      },
    });
  }

  async ask(subject: Subject, payload: unknown, limits: AskLimits): Promise<unknown> {
    if (!this.#isConnected || limits.signal?.aborted === true) throw unanswered(subject);
    const id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    using limit = new AnswerLimit(this.#parts.clock, limits);
    const giveUp = (): void => {
      this.#callOff(subject, id);
      reject(lost(subject));
    };
    this.#asked.set(id, { subject, resolve, reject });
    limit.signal.addEventListener("abort", giveUp, { once: true });
    try {
      this.#send({ to: subject, reply: `${this.#inbox}.${id}`, id }, { payload });
      return await promise;
    } finally {
      this.#asked.delete(id);
      this.#joiner.drop(id);
    }
  }

  answer(subject: Subject, respond: Respond): Unsubscribe {
    const subscription = this.#parts.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) this.#receiveQuestion(message, respond);
      },
    });
    return () => subscription.unsubscribe();
  }

  /** The connection broke: what was asked may have been done, and its answer comes no more. */
  loseAll(): void {
    this.#isConnected = false;
    for (const { subject, reject } of this.#asked.values()) reject(lost(subject));
    this.#joiner.clear();
  }

  goOn(): void {
    this.#isConnected = true;
  }

  end(): void {
    this.loseAll();
    for (const controller of this.#answering.values()) controller.abort();
    this.#inboxSubscription.unsubscribe();
  }

  #receiveAnswer(message: Msg): void {
    const id = message.subject.slice(this.#inbox.length + 1);
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    if (message.headers?.code === nobodyListens) {
      asked.reject(unanswered(asked.subject));
      return;
    }
    const part = readPart(message);
    const whole = part === undefined ? undefined : this.#joiner.add({ ...part, id });
    if (whole === undefined) return;
    const answer = JSON.parse(Buffer.from(whole).toString()) as Answer;
    if ("code" in answer) asked.reject(new AppError(answer.code, answer.message));
    else asked.resolve(answer.value);
  }

  #receiveQuestion(message: Msg, respond: Respond): void {
    const part = readPart(message);
    if (part === undefined || message.reply === undefined) return;
    if (message.headers?.get("Off") === "1") {
      this.#joiner.drop(part.id);
      this.#answering.get(part.id)?.abort();
      return;
    }
    const whole = this.#joiner.add(part);
    if (whole !== undefined) void this.#respond({ id: part.id, reply: message.reply, whole }, respond);
  }

  async #respond({ id, reply, whole }: { id: string; reply: string; whole: Uint8Array }, respond: Respond): Promise<void> {
    // The same question twice is one question.
    if (this.#answering.has(id)) return;
    const over = new AbortController();
    this.#answering.set(id, over);
    const answer = await this.#answerOf(whole, respond, over.signal);
    this.#answering.delete(id);
    try {
      this.#send({ to: reply, id }, answer);
    } catch (error) {
      // Too large, or the bus is closed: whoever asked hears nothing, and counts it as lost.
      this.#parts.log.error({ error }, "an answer could not be sent");
    }
  }

  async #answerOf(whole: Uint8Array, respond: Respond, signal: AbortSignal): Promise<Answer> {
    try {
      const { payload } = JSON.parse(Buffer.from(whole).toString()) as { readonly payload: unknown };
      return { value: (await respond(payload, signal)) ?? null };
    } catch (error) {
      if (isAppError(error)) return { code: error.code, message: error.message };
      this.#parts.log.error({ error }, "a question could not be answered");
      return { code: "bus.lost", message: "The other server failed." };
    }
  }

  #callOff(subject: Subject, id: string): void {
    if (!this.#isConnected || this.#parts.connection.isClosed()) return;
    const said = headers();
    said.set("Id", id);
    said.set("Part", "0/1");
    said.set("Off", "1");
    this.#parts.connection.publish(subject, "", { headers: said, reply: `${this.#inbox}.off` });
  }

  /** @throws bus.too_large */
  #send({ to, reply, id }: { readonly to: string; readonly reply?: string; readonly id: string }, message: object): void {
    const { connection } = this.#parts;
    const maxPartBytes = (connection.info?.max_payload ?? 1024 * 1024) - headerBytes;
    const parts = splitMessage(Buffer.from(JSON.stringify(message)), maxPartBytes);
    for (const [index, bytes] of parts.entries()) {
      const said = headers();
      said.set("Id", id);
      said.set("Part", `${String(index)}/${String(parts.length)}`);
      connection.publish(to, bytes, { headers: said, ...(reply === undefined ? {} : { reply }) });
    }
  }
}

function readPart({ headers: said, data }: Msg): Part | undefined {
  const id = said?.get("Id");
  const part = /^(?<index>\d{1,9})\/(?<count>\d{1,9})$/.exec(said?.get("Part") ?? "")?.groups;
  if (id === undefined || id === "" || part === undefined) return undefined;
  return { id, index: Number(part["index"]), count: Number(part["count"]), bytes: data };
}
