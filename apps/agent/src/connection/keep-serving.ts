import type { Hello, Welcome } from "@postern/agent-protocol";
import type { Clock } from "@postern/domain";

import type { Proxy } from "../proxy.ts";
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

export interface ServingParts extends Pick<DialParts, "connectUrl" | "accessToken" | "trust" | "proxy"> {
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
  const waits = new SaidWaits(parts.say);
  let { proxy } = parts;
  const ledger = new RequestLedger(parts.desk);
  while (!signal.aborted) {
    const ending = await serveOnce({ ...parts, proxy, ledger }, isYielding, signal);
    if (signal.aborted) return;
    const step = stepAfter(ending);
    if ((ending.servedMs ?? 0) >= stableMs) failures = 0;
    isYielding = step.pace === "yield" || (isYielding && ending.servedMs === undefined);

    const delayMs = Math.max(delayFor(step, failures, parts.random), ending.retryAfterMs ?? 0);
    waits.say(step.reason, { delayMs, way: wayWords(parts.proxy, proxy), isNew: ending.servedMs !== undefined });
    proxy = nextWay(ending, parts.proxy, proxy);
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

/**
 * A proxy that is named for the world outside need not know a server inside: every other attempt goes without it, until one comes through, whatever
 * the server says there.
 */
function nextWay({ closeCode, servedMs, status }: Ending, named: Proxy | undefined, used: Proxy | undefined): Proxy | undefined {
  const hasAnswered = closeCode !== undefined || servedMs !== undefined || status !== undefined;
  if (hasAnswered) return used;
  return used === undefined ? named : undefined;
}

/** Says why it waits, once for each way, and again when it is another reason or something else was in between. */
class SaidWaits {
  readonly #say: (line: string) => void;
  readonly #said = new Map<string, string>();

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  say(reason: string, { delayMs, isNew, way }: { readonly delayMs: number; readonly isNew: boolean; readonly way: string }): void {
    if (isNew) this.#said.clear();
    if (this.#said.get(way) !== reason) this.#say(`waiting ${String(Math.ceil(delayMs / 1_000))} s: ${reason}${way}`);
    this.#said.set(way, reason);
  }
}

function wayWords(named: Proxy | undefined, used: Proxy | undefined): string {
  if (named === undefined) return "";
  return used === undefined ? " (without the proxy)" : ` (through the proxy ${used.name})`;
}

function sayWelcome(parts: ServingParts): (welcome: Welcome) => void {
  const { connectionId, userName, hostName } = parts.hello;
  return () => {
    parts.say(
      `connected to ${parts.origin} as ${connectionId} (${userName}@${hostName})${parts.proxy === undefined ? "" : wayWords(parts.proxy, parts.proxy)}`,
    );
  };
}

function delayFor(step: NextStep, failures: number, random: () => number): number {
  return step.pace === "back-off" ? reconnectDelay(failures, random) : slowDelay(random);
}
