import type { CancelMessage, RequestMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";

import { RequestTable } from "../request-table.ts";
import type { RequestLane } from "../request-table.ts";

export const stat = { kind: "stat", path: "/x" } as const;
export const nothing = { stat: null };

/** A table on a connection with fence 5; `lane` makes others. */
export function startRequestTable(
  options: { readonly maxConcurrentRequests?: number; readonly maxWaitingRequests?: number; readonly fails?: boolean } = {},
) {
  const clock = new ManualClock();
  const sent: RequestMessage[] = [];
  const cancels: CancelMessage[] = [];
  const table = new RequestTable({
    clock,
    settings: {
      answerSlackMs: 10_000,
      maxConcurrentRequests: options.maxConcurrentRequests ?? 2,
      maxWaitingRequests: options.maxWaitingRequests ?? 2,
    },
  });
  const lane = (fence: number): RequestLane => ({
    fence,
    canCancel: true,
    send: (message) => {
      if (options.fails === true) throw new AppError("agent.busy", "Full.");
      if (message.type === "request") sent.push(message);
      else cancels.push(message);
    },
  });
  table.open(lane(5));
  const answer = (index: number): boolean => table.answer({ type: "result", id: sent[index]?.id ?? "none", ok: true, value: nothing });
  return { clock, sent, cancels, table, lane, answer };
}
