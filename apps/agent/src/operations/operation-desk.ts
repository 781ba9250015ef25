import { decodeOperation, limits } from "@postern/agent-protocol";
import type { RequestMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import type { Policy } from "../policy.ts";
import { withinTime } from "../within-time.ts";
import type { Machine } from "./machine.ts";
import { performOperation } from "./perform-operation.ts";
import { renderFailure, renderResult } from "./render-result.ts";

export interface OperationDeskParts {
  readonly machine: Machine;
  readonly policy: Policy;
  readonly clock: Clock;
}

/** Does the work of one agent, whatever connection asked for it: what began before a break still counts until it ends. */
export class OperationDesk {
  readonly #parts: OperationDeskParts;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(parts: OperationDeskParts) {
    this.#parts = parts;
  }

  /** The frame to answer with. The signal ends what was begun; its reason is the answer then. Never rejects. */
  async answer(request: RequestMessage, signal: AbortSignal): Promise<string> {
    try {
      const operation = decodeOperation(request.operation);
      this.#parts.policy.check(operation);
      if (this.#underWay.size >= limits.maxConcurrentRequests) throw new AppError("agent.busy", "The agent has too much to do.");
      const work = this.#count(performOperation(this.#parts.machine, operation, { timeoutMs: request.timeoutMs, signal }));
      // `run` ends its own processes and says so.
      const bound = { clock: this.#parts.clock, timeoutMs: request.timeoutMs, message: "The file system did not answer in time.", signal };
      const value = operation.kind === "run" ? await work : await withinTime(bound, work);
      return renderResult(request.id, value);
    } catch (error) {
      return renderFailure(request.id, error);
    }
  }

  /** Resolves when nothing is under way, or after that time. */
  async untilIdle(timeoutMs: number): Promise<void> {
    const idle = new AbortController();
    await Promise.race([Promise.allSettled(this.#underWay), this.#parts.clock.sleep(timeoutMs, idle.signal)]);
    idle.abort();
  }

  async #count<Value>(work: Promise<Value>): Promise<Value> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }
}
