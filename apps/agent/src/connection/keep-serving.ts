import type { Hello, Welcome } from "@postern/agent-protocol";
import type { Clock } from "@postern/domain";

import type { OperationDesk } from "../operations/operation-desk.ts";
import { reconnectDelay, slowDelay } from "../reconnect-delay.ts";
import type { FileMachine } from "../streams/served-stream.ts";
import { AgentSession } from "./agent-session.ts";
import { dial } from "./dial.ts";
import type { DialParts } from "./dial.ts";
import { stepAfter } from "./ending.ts";
import type { Ending, NextStep } from "./ending.ts";
import { RequestLedger } from "./request-ledger.ts";

/** A connection that lasted so long ends the back-off. */
const stableMs = 60_000;

export interface ServingParts extends Pick<DialParts, "connectUrl" | "accessToken" | "trust"> {
  readonly origin: string;
  readonly hello: Omit<Hello, "isYielding">;
  readonly desk: Pick<OperationDesk, "answer">;
  /** What streams read and write. */
  readonly files: FileMachine;
  readonly clock: Clock;
  /** From 0 (included) to 1 (not included). */
  readonly random: () => number;
  /** One line for the person who runs the agent. */
  readonly say: (line: string) => void;
}

/** Serves, and dials again, until the signal aborts; its reason is what the server is told. */
export async function keepServing(parts: ServingParts, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let isYielding = false;
  let said = "";
  const ledger = new RequestLedger(parts.desk);
  while (!signal.aborted) {
    const ending = await serveOnce({ ...parts, ledger }, isYielding, signal);
    if (signal.aborted) return;
    const step = stepAfter(ending);
    if ((ending.servedMs ?? 0) >= stableMs) failures = 0;
    isYielding = step.pace === "yield" || (isYielding && ending.servedMs === undefined);
    if (ending.servedMs !== undefined) said = "";

    const delayMs = Math.max(delayFor(step, failures, parts.random), ending.retryAfterMs ?? 0);
    if (step.reason !== said) parts.say(`waiting ${String(Math.ceil(delayMs / 1_000))} s: ${step.reason}`);
    said = step.reason;
    failures += 1;
    await parts.clock.sleep(delayMs, signal);
  }
}

async function serveOnce(
  parts: ServingParts & { readonly ledger: RequestLedger },
  isYielding: boolean,
  signal: AbortSignal,
): Promise<Ending> {
  const outcome = await dial(parts, signal);
  if ("ending" in outcome) return outcome.ending;
  const hello: Hello = { ...parts.hello, isYielding };
  const session = new AgentSession({
    socket: outcome.socket,
    hello,
    ledger: parts.ledger,
    files: parts.files,
    clock: parts.clock,
    welcomed: sayWelcome(parts),
  });
  const served = new AbortController();
  signal.addEventListener("abort", () => session.leave(String(signal.reason)), { signal: served.signal });
  const ending = await session.serve();
  served.abort();
  return ending;
}

function sayWelcome(parts: ServingParts): (welcome: Welcome) => void {
  const { connectionId, userName, hostName } = parts.hello;
  return () => {
    parts.say(`connected to ${parts.origin} as ${connectionId} (${userName}@${hostName})`);
  };
}

function delayFor(step: NextStep, failures: number, random: () => number): number {
  return step.pace === "back-off" ? reconnectDelay(failures, random) : slowDelay(random);
}
