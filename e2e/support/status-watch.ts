import { setTimeout as sleep } from "node:timers/promises";

import type { DescribeWorkflowResponse } from "@postern/contracts";
import { eventually } from "@postern/testing";
import type { ApiClient } from "@postern/testing/system";

const lookEveryMs = 100;

/** Looks at one run all the time, through restarts of the server, and remembers each state that it had. */
export class StatusWatch implements AsyncDisposable {
  readonly #states: string[] = [];
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  constructor(api: ApiClient, runId: string) {
    this.#watching = this.#watch(api, runId);
  }

  /** Each state once for every time that it was entered, in order. */
  get states(): readonly string[] {
    return this.#states;
  }

  async untilSeen(status: string): Promise<void> {
    await eventually(`the watch has seen ${status}`, () => this.#states.at(-1) === status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(api: ApiClient, runId: string): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // A server that is being killed may break off in the middle of an answer.
      const answer = await api.getIfReachable<DescribeWorkflowResponse>(`/api/workflow/${runId}`).catch(() => undefined);
      const status = answer?.workflow.status;
      if (status !== undefined && status !== this.#states.at(-1)) this.#states.push(status);
      await sleep(lookEveryMs);
    }
  }
}
