import { decodeValue, encodeOperation } from "@postern/agent-protocol";
import type { Operation, OperationKind, RequestMessage, ResultMessage, ValueOf } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import type { AgentGatewaySettings } from "./gateway-settings.ts";

export interface RequestTableParts {
  readonly fence: number;
  readonly clock: Clock;
  readonly settings: Pick<AgentGatewaySettings, "answerSlackMs" | "maxConcurrentRequests" | "maxWaitingRequests">;
  /** Throws an `AppError` when nothing was sent. */
  readonly send: (message: RequestMessage) => void;
}

interface Entry {
  readonly operation: Operation;
  readonly timeoutMs: number;
  readonly kind: OperationKind;
  readonly resolve: (value: ValueOf<OperationKind>) => void;
  readonly reject: (error: unknown) => void;
  /** Ends the timer of this entry. */
  readonly settled: AbortController;
}

/**
 * Matches the answers of one connection to what was asked.
 *
 * Every request settles exactly once: with its answer, at its deadline, or when the connection ends.
 */
export class RequestTable {
  readonly #parts: RequestTableParts;
  readonly #sent = new Map<string, Entry>();
  readonly #waiting = new Set<Entry>();
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

  /** Sends now, or when one of the requests under way is answered. Errors: see `AgentLink`. */
  ask<Asked extends Operation>(operation: Asked, timeoutMs: number): Promise<ValueOf<Asked["kind"]>> {
    const { promise, resolve, reject } = Promise.withResolvers<ValueOf<OperationKind>>();
    const entry: Entry = { operation, timeoutMs, kind: operation.kind, resolve, reject, settled: new AbortController() };
    if (this.#isEnded) reject(offline());
    else if (this.#sent.size < this.#parts.settings.maxConcurrentRequests) this.#send(entry);
    else this.#wait(entry);
    // `answer` decodes by the kind that was asked, so the value is of that kind.
    return promise;
  }

  /** Whether somebody waited for this answer. */
  answer(result: ResultMessage): boolean {
    const entry = this.#sent.get(result.id);
    if (entry === undefined) return false;
    this.#take(result.id, entry);
    if (!result.ok) entry.reject(new AppError(result.error.code, result.error.message));
    else this.#settle(entry, result.value);
    return true;
  }

  /** The connection ended: what was sent may have happened, what waited did not. */
  end(): void {
    this.#isEnded = true;
    for (const [id, entry] of this.#sent) {
      this.#sent.delete(id);
      entry.settled.abort();
      entry.reject(new AppError("agent.gone", "The connection to the agent broke while its answer was awaited."));
    }
    for (const entry of this.#waiting) {
      this.#waiting.delete(entry);
      entry.settled.abort();
      entry.reject(offline());
    }
  }

  #settle(entry: Entry, value: unknown): void {
    try {
      entry.resolve(decodeValue(entry.kind, value));
    } catch (error) {
      entry.reject(new AppError("agent.gone", "The agent's answer could not be read.", { cause: error, detail: entry.kind }));
    }
  }

  #send(entry: Entry): void {
    this.#count += 1;
    const { fence, send } = this.#parts;
    const id = `${String(fence)}-${String(this.#count)}`;
    try {
      send({ type: "request", id, fence, timeoutMs: entry.timeoutMs, operation: encodeOperation(entry.operation) });
    } catch (error) {
      entry.reject(error);
      return;
    }
    this.#sent.set(id, entry);
    void this.#expire(entry, entry.timeoutMs + this.#parts.settings.answerSlackMs, () => {
      this.#take(id, entry);
      return new AppError("agent.gone", "The agent did not answer in time.", { detail: `${entry.kind} ${id}` });
    });
  }

  #wait(entry: Entry): void {
    if (this.#waiting.size >= this.#parts.settings.maxWaitingRequests) {
      entry.reject(busy());
      return;
    }
    this.#waiting.add(entry);
    void this.#expire(entry, entry.timeoutMs, () => {
      this.#waiting.delete(entry);
      return busy();
    });
  }

  async #expire(entry: Entry, afterMs: number, expire: () => AppError): Promise<void> {
    // An entry that waits and is then sent has two timers; the first must not end the second's wait.
    const isWaiting = this.#waiting.has(entry);
    await this.#parts.clock.sleep(afterMs, entry.settled.signal);
    if (entry.settled.signal.aborted || isWaiting !== this.#waiting.has(entry)) return;
    entry.reject(expire());
  }

  #take(id: string, entry: Entry): void {
    this.#sent.delete(id);
    entry.settled.abort();
    for (const next of this.#waiting) {
      if (this.#isEnded || this.#sent.size >= this.#parts.settings.maxConcurrentRequests) return;
      this.#waiting.delete(next);
      this.#send(next);
    }
  }
}

function offline(): AppError {
  return new AppError("agent.offline", "The agent is not connected.");
}

function busy(): AppError {
  return new AppError("agent.busy", "The agent has too much to do; nothing was sent to it.");
}
