import { posix } from "node:path";

import type { Clock, TimeMs } from "@postern/domain";
import type { ClientChannel } from "ssh2";

import type { ShellCommand, ShellResult } from "../../shell/shell-port.ts";
import { answerLost, noFolder, noProgram, notStarted, refuseOddWords, tookTooLong } from "../command-errors.ts";
import { MarkedOutput } from "../marked-output.ts";
import { takeSlowly } from "../take-slowly.ts";
import { KeptAnswerReader, renderQuestion } from "./kept-answer.ts";
import type { KeptAnswer } from "./kept-answer.ts";
import { maxQuestionBytes, renderKept } from "./kept-program.ts";

/** For a login shell and perl to come up. */
const beginningMs = 5_000;
/** Between TERM and KILL on the cluster, and the way back. */
const endingMs = 5_000;
const closingMs = 2_000;
/** Beyond its limit a program is ended over there, should nobody be left here who does. */
const graceSeconds = 5;
/** Errors of Linux that mean that nothing is there: ENOENT, ENOTDIR. */
const missing: readonly number[] = [2, 20];

export interface KeptParts {
  /** In which nothing but `sh -s` runs. */
  readonly session: ClientChannel;
  readonly clock: Clock;
  /** How the host is called in messages. */
  readonly hostName: string;
}

export interface Question {
  /** Without stdin. */
  readonly command: ShellCommand;
  /** Random letters and digits, for this question alone. */
  readonly token: string;
  /** When it aborts, the program is ended; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** What bytes go to that are due. */
interface Taker {
  add(bytes: Buffer): void;
  readonly isDone: () => boolean;
  readonly done: () => void;
}

/**
 * A session in which questions are asked one after the other, in the form that `SPEC.md` describes. At any doubt it takes no more of them.
 *
 * INVARIANT: one question at a time, and a question only when nothing is due: whoever holds it has it alone.
 */
export class KeptSession {
  readonly beganAt: TimeMs;
  readonly closed: Promise<unknown>;
  readonly #parts: KeptParts;
  readonly #closed = Promise.withResolvers<"closed">();
  #isClosed = false;
  #isSound = false;
  #wasLost = false;
  #taker: Taker | undefined;
  /** That nobody asked for. */
  #uselessBytes = 0;

  constructor(parts: KeptParts) {
    this.#parts = parts;
    this.beganAt = parts.clock.now();
    this.closed = this.#closed.promise;
    const { session } = parts;
    session.on("data", (bytes: Buffer) => this.#take(bytes));
    takeSlowly(session, parts.clock, () => this.#uselessBytes);
    let errBytes = 0;
    session.stderr.on("data", (bytes: Buffer) => (errBytes += bytes.length));
    takeSlowly(session.stderr, parts.clock, () => errBytes);
    session.on("error", () => undefined);
    session.once("close", () => {
      this.#isClosed = true;
      this.#isSound = false;
      this.#closed.resolve("closed");
    });
  }

  /** Whether it takes another question. */
  get isSound(): boolean {
    return this.#isSound;
  }

  /** Whether it closed, or said something strange, while an answer was due: no reason of ours. */
  get wasLost(): boolean {
    return this.#wasLost;
  }

  /** Whether there is somebody who answers. Else it is to be ended, and nothing has happened. */
  async begin(token: string): Promise<boolean> {
    const said = new MarkedOutput(token, 0);
    const settled = new AbortController();
    const add = (bytes: Buffer): void => {
      said.add(bytes);
      this.#uselessBytes = said.uselessBytes;
    };
    const told = this.#expect({ add, isDone: () => said.end !== undefined });
    this.#parts.session.write(renderKept(token));
    await Promise.race([told, this.#parts.clock.sleep(beginningMs, settled.signal), this.#closed.promise]);
    settled.abort("settled");
    this.#taker = undefined;
    this.#isSound = !this.#isClosed && said.end?.[0] === "kept";
    return this.#isSound;
  }

  /**
   * @throws command.not_started, command.timeout
   * @throws agent.gone when the answer was lost. It may have run.
   */
  async ask(question: Question): Promise<ShellResult> {
    const { command, token, signal } = question;
    const frame = frameOf(question);
    signal.throwIfAborted();
    const reader = new KeptAnswerReader(token, command.maxOutputBytes);
    const settled = new AbortController();
    const told = this.#expect({ add: (bytes) => reader.add(bytes), isDone: () => reader.outcome !== undefined });
    this.#parts.session.write(frame);
    // Until the answer has come: whatever else comes of it, there may be one on its way.
    this.#isSound = false;
    const stop = AbortSignal.any([settled.signal, signal]);
    try {
      const late = this.#parts.clock.sleep(command.timeoutMs, stop).then(() => "late" as const);
      if ((await Promise.race([told, this.#closed.promise, late])) === "late") await this.#giveUp(question, stop);
    } finally {
      settled.abort("settled");
      this.#taker = undefined;
    }
    return this.#resultOf(command, reader);
  }

  /** Resolves when it is closed, or does not close. What runs in it is ended. */
  async end(): Promise<void> {
    this.#isSound = false;
    const { session, clock } = this.#parts;
    session.end();
    const closed = new AbortController();
    void this.#closed.promise.then(() => closed.abort());
    if (this.#isClosed) return;
    await clock.sleep(closingMs, closed.signal);
    session.close();
  }

  async #giveUp({ command, signal }: Question, stop: AbortSignal): Promise<never> {
    this.#parts.session.end();
    if (signal.aborted) throw signal.reason;
    const how = await Promise.race([this.#closed.promise, this.#parts.clock.sleep(endingMs, stop)]);
    if (signal.aborted) throw signal.reason;
    throw tookTooLong(command, how === "closed");
  }

  #resultOf(command: ShellCommand, { outcome, hasMore }: KeptAnswerReader): ShellResult {
    if (outcome === undefined || outcome === "spoilt") {
      this.#wasLost = true;
      throw answerLost(this.#parts.hostName);
    }
    if (outcome.state !== "done") throw failureOf(command, outcome);
    this.#isSound = !this.#isClosed && !hasMore;
    const { number: exitCode, stdout, stderr, isCut } = outcome;
    return { exitCode, stdout, stderr, isCut };
  }

  #expect({ add, isDone }: Pick<Taker, "add" | "isDone">): Promise<"told"> {
    const { promise, resolve } = Promise.withResolvers<"told">();
    this.#taker = { add, isDone, done: () => resolve("told") };
    return promise;
  }

  #take(bytes: Buffer): void {
    if (this.#taker === undefined) {
      // Somebody else prints here.
      this.#isSound = false;
      this.#uselessBytes += bytes.length;
    }
    this.#taker?.add(bytes);
    if (this.#taker?.isDone() === true) this.#taker.done();
  }
}

function frameOf({ command, token }: Question): Buffer {
  const { words, workDir, timeoutMs, maxOutputBytes } = command;
  refuseOddWords(words);
  if (workDir.includes("\0")) throw noFolder(command);
  // As `cd` does.
  const folder = posix.normalize(workDir).replace(/(?<=.)\/$/, "");
  const frame = renderQuestion([token, maxOutputBytes, Math.ceil(timeoutMs / 1000) + graceSeconds, folder, ...words]);
  if (frame.length > maxQuestionBytes) throw notStarted(command, ": its words are longer than any host takes");
  return frame;
}

function failureOf(command: ShellCommand, { state, number }: KeptAnswer): Error {
  if (state === "nocd") return noFolder(command);
  if (state === "nofork") return notStarted(command, ": the host starts no more processes for the account");
  return noProgram(command, missing.includes(number));
}
