import { toConnectionId } from "@postern/domain";
import type { Clock } from "@postern/domain";

import { ada } from "../../apps/server/src/agents/testing/test-gateway.ts";
import type { TestGateway } from "../../apps/server/src/agents/testing/test-gateway.ts";
import type { LedgerOfActs } from "./ledger-of-acts.ts";

export interface Asking {
  /** The server that there is now; missing while there is none. */
  readonly server: () => TestGateway | undefined;
  readonly connectionId: string;
  readonly clock: Clock;
  readonly acts: LedgerOfActs;
  readonly timeoutMs: number;
  readonly pauseMs: number;
}

/** Asks whoever serves under the name one thing after the other, until told to stop; resolves when the last one has settled. */
export async function askAgainAndAgain(asking: Asking, stop: AbortSignal): Promise<void> {
  const { acts, clock, connectionId, pauseMs, server, timeoutMs } = asking;
  const wanted = { connectionId: toConnectionId(connectionId), owners: [ada.userId] };
  while (!stop.aborted) {
    const registry = server()?.gateway.registry;
    const agent = registry?.findAgent(wanted);
    if (registry !== undefined && agent !== undefined) {
      const act = acts.begin(agent.instanceId);
      const operation = { kind: "run", words: ["job", act.token] } as const;
      const [result] = await Promise.allSettled([registry.link(agent).request(operation, { timeoutMs })]);
      acts.settle(act, result);
    }
    await clock.sleep(pauseMs, stop);
  }
}
