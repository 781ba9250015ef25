import { checkAnswer, decodeValue, encodeOperation } from "@postern/agent-protocol";
import type { CancelMessage, Operation, OperationKind, RequestMessage, ResultMessage, ValueOf } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";
import type { RequestLimits } from "@postern/transport/agent";

import type { AgentGatewaySettings } from "./gateway-settings.ts";

export interface RequestTableParts {
  readonly clock: Clock;
  readonly settings: Pick<AgentGatewaySettings, "answerSlackMs" | "maxConcurrentRequests" | "maxWaitingRequests">;
}

/** The connection that requests go out on. */
export interface RequestLane {
  readonly fence: number;
  readonly canCancel: boolean;
  /** Throws an `AppError` when nothing was sent. */
  readonly send: (message: RequestMessage | CancelMessage) => void;
}

interface Entry {
  readonly operation: Operation;
  readonly kind: OperationKind;
  /** When the time that it was given has passed, its wait for a place included. */
  readonly deadline: TimeMs;
  readonly resolve: (value: ValueOf<OperationKind>) => void;
  readonly reject: (error: unknown) => void;
  /** Ends the timer that runs for it. */
  timer: AbortController;
  /** Ends with it. */
  readonly settled: AbortController;
}

/**
 * Matches the answers of one agent process to what it was asked, across its connections.
 *
 * INVARIANT: every request settles exactly once: with its answer, at its deadline, when it is given up, or at the end.
 */
export class RequestTable {
  readonly #parts: RequestTableParts;
  readonly #sent = new Map<string, Entry>();
  readonly #waiting = new Set<Entry>();
  /** Given up while no connection could say so. */
  readonly #untold = new Set<string>();
  #lane: RequestLane | undefined;
  #count = 0;
  #isEnded = false;

  constructor(parts: RequestTableParts) {
    this.#parts = parts;
  }

  get sentCount(): number {
    return this.#sent.size;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /**
   * What was sent and not answered: the agent is told that these are waited for, before `open`. What was given up meanwhile is
   * among them, because the agent no longer knows what it was not told, and could not end it.
   */
  get awaited(): readonly string[] {
    return [...this.#sent.keys(), ...this.#untold];
  }

  /** From here on requests go out on this connection. */
  open(lane: RequestLane): void {
    this.#lane = lane;
    for (const id of this.#untold) this.#tell(id);
    this.#untold.clear();
    this.#sendWaiting();
  }

  /** The connection broke and another may come: what was sent or waits stays, within its limit; nothing new is taken. */
  pause(): void {
    this.#lane = undefined;
  }

  /** Sends now, or when one of the requests under way is answered. Errors: see `AgentLink`. */
  ask<Asked extends Operation>(operation: Asked, { timeoutMs, signal }: RequestLimits): Promise<ValueOf<Asked["kind"]>> {
    const { promise, resolve, reject } = Promise.withResolvers<ValueOf<OperationKind>>();
    const rest = { deadline: this.#parts.clock.now() + timeoutMs, timer: new AbortController(), settled: new AbortController() };
    const entry: Entry = { operation, kind: operation.kind, resolve, reject, ...rest };
    if (this.#lane === undefined || this.#isEnded) reject(offline());
    else if (signal?.aborted === true) reject(unsent());
    else {
      signal?.addEventListener("abort", () => this.#giveUp(entry), { once: true, signal: entry.settled.signal });
      if (this.#sent.size < this.#parts.settings.maxConcurrentRequests) this.#send(entry, this.#lane);
      else this.#wait(entry);
    }
    // `answer` decodes by the kind that was asked, so the value is of that kind.
    return promise;
  }

  /** Whether somebody waited for this answer. */
  answer(result: ResultMessage): boolean {
    const entry = this.#sent.get(result.id);
    if (entry === undefined) return false;
    this.#sent.delete(result.id);
    if (result.ok) this.#settle(entry, () => this.#resolve(entry, result.value));
    else if (this.#mustSendAgain(entry, result)) this.#wait(entry);
    else this.#settle(entry, () => entry.reject(new AppError(result.error.code, result.error.message)));
    this.#sendWaiting();
    return true;
  }

  /** No connection comes any more: what was sent may have happened, what waited did not. */
  end(): void {
    this.#isEnded = true;
    this.#lane = undefined;
    for (const entry of this.#sent.values()) {
      this.#settle(entry, () =>
        entry.reject(new AppError("agent.gone", "The connection to the agent broke while its answer was awaited.")),
      );
    }
    for (const entry of this.#waiting) this.#settle(entry, () => entry.reject(offline()));
    this.#sent.clear();
    this.#waiting.clear();
    this.#untold.clear();
  }

  // Broken connections swallow what was on its way. The agent knows that it never got it, so it may be sent again.
  #mustSendAgain(entry: Entry, result: ResultMessage): boolean {
    const fence = this.#lane?.fence;
    if (result.ok || result.error.code !== "agent.offline" || fence === undefined) return false;
    return !result.id.startsWith(`${String(fence)}-`) && this.#timeLeft(entry) > 0;
  }

  #timeLeft(entry: Entry): number {
    return entry.deadline - this.#parts.clock.now();
  }

  #resolve(entry: Entry, value: unknown): void {
    try {
      const answer = decodeValue(entry.kind, value);
      checkAnswer(entry.operation, answer);
      entry.resolve(answer);
    } catch (error) {
      entry.reject(new AppError("agent.gone", "The agent's answer could not be read.", { cause: error, detail: entry.kind }));
    }
  }

  #send(entry: Entry, { fence, send }: RequestLane): void {
    const timeoutMs = this.#timeLeft(entry);
    if (timeoutMs < 1) {
      this.#settle(entry, () => entry.reject(busy()));
      return;
    }
    this.#count += 1;
    const id = `${String(fence)}-${String(this.#count)}`;
    try {
      send({ type: "request", id, fence, timeoutMs, operation: encodeOperation(entry.operation) });
    } catch (error) {
      this.#settle(entry, () => entry.reject(error));
      return;
    }
    this.#sent.set(id, entry);
    void this.#expire(entry, timeoutMs + this.#parts.settings.answerSlackMs, () => {
      this.#sent.delete(id);
      return new AppError("agent.gone", "The agent did not answer in time.", { detail: `${entry.kind} ${id}` });
    });
  }

  #wait(entry: Entry): void {
    if (this.#waiting.size >= this.#parts.settings.maxWaitingRequests) {
      this.#settle(entry, () => entry.reject(busy()));
      return;
    }
    this.#waiting.add(entry);
    void this.#expire(entry, this.#timeLeft(entry), () => {
      this.#waiting.delete(entry);
      return this.#lane === undefined ? offline() : busy();
    });
  }

  #sendWaiting(): void {
    for (const entry of this.#waiting) {
      if (this.#lane === undefined || this.#sent.size >= this.#parts.settings.maxConcurrentRequests) return;
      this.#waiting.delete(entry);
      this.#send(entry, this.#lane);
    }
  }

  #giveUp(entry: Entry): void {
    if (this.#waiting.delete(entry)) {
      this.#settle(entry, () => entry.reject(unsent()));
      return;
    }
    const [id] = [...this.#sent].find(([, sent]) => sent === entry) ?? [];
    if (id === undefined) return;
    this.#sent.delete(id);
    this.#settle(entry, () => entry.reject(new AppError("agent.gone", "The request was given up while the agent worked on it.")));
    if (this.#lane === undefined) this.#untold.add(id);
    else this.#tell(id);
    this.#sendWaiting();
  }

  #tell(id: string): void {
    if (this.#lane?.canCancel !== true) return;
    try {
      this.#lane.send({ type: "cancel", id });
    } catch {
      // The agent comes to the end of it by itself, and nobody waits for the answer.
    }
  }

  async #expire(entry: Entry, afterMs: number, expire: () => AppError): Promise<void> {
    // One that waits and is then sent has a timer for each; only the last counts.
    entry.timer.abort();
    const timer = new AbortController();
    entry.timer = timer;
    await this.#parts.clock.sleep(afterMs, timer.signal);
    if (timer.signal.aborted) return;
    const error = expire();
    this.#settle(entry, () => entry.reject(error));
    this.#sendWaiting();
  }

  #settle(entry: Entry, settle: () => void): void {
    entry.timer.abort();
    entry.settled.abort();
    settle();
  }
}

function offline(): AppError {
  return new AppError("agent.offline", "The agent is not connected.");
}

function unsent(): AppError {
  return new AppError("agent.offline", "The request was given up before it was sent.");
}

function busy(): AppError {
  return new AppError("agent.busy", "The agent has too much to do; nothing was sent to it.");
}
