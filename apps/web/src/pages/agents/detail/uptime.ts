import type { Agent, AgentEvent } from "@postern/contracts";

export interface Stretch {
  /** `unknown`: nothing on record says whether it was connected. */
  readonly state: "up" | "down" | "unknown";
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface UptimeQuestion {
  readonly agent: Pick<Agent, "isOnline" | "connectedAt" | "disconnectedAt">;
  /** Newest first. */
  readonly events: readonly AgentEvent[];
  readonly fromMs: number;
  readonly nowMs: number;
}

/** What is on record of one connection; a moment that is not is undefined. */
interface Connection {
  /** In the order of coming. Undefined: it is not listed, but was the last one. */
  readonly number: number | undefined;
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
}

/**
 * When an agent was connected within a time that ends now: stretches without gap or overlap, oldest first.
 *
 * It was away only where the end of one connection and the beginning of the very next one are on record: an agent that comes and goes
 * all the time is not listed each time, and a server that was killed wrote down no end.
 */
export function uptimeOf({ agent, events, fromMs, nowMs }: UptimeQuestion): readonly Stretch[] {
  const connections = withLast(connectionsIn(events), agent, nowMs);
  const known = connections.flatMap((one, place) => stretchesFrom(one, connections[place + 1], { isOnline: agent.isOnline, nowMs }));
  const shown = known
    .map((one) => ({ ...one, fromMs: Math.max(one.fromMs, fromMs), untilMs: Math.min(one.untilMs, nowMs) }))
    .filter((one) => one.untilMs > one.fromMs);
  const all: Stretch[] = [];
  const reached = (): number => all.at(-1)?.untilMs ?? fromMs;
  const fillUntil = (untilMs: number): void => {
    if (untilMs > reached()) all.push({ state: "unknown", fromMs: reached(), untilMs });
  };
  for (const one of shown) {
    fillUntil(one.fromMs);
    const last = all.at(-1);
    if (last?.state === one.state) all[all.length - 1] = { ...last, untilMs: one.untilMs };
    else all.push(one);
  }
  fillUntil(nowMs);
  return all;
}

/** When it came for the first time ever; undefined when that is not on record any more. Before that it was not away: there was none. */
export function firstArrival(events: readonly AgentEvent[]): number | undefined {
  return connectionsIn(events).find(({ number }) => number === 1)?.fromMs;
}

/** The part of the known time in which it was connected, 0 to 1; nothing when nothing is known. */
export function shareUp(stretches: readonly Stretch[]): number | undefined {
  const [up, down] = [timeIn("up", stretches), timeIn("down", stretches)];
  return up + down === 0 ? undefined : up / (up + down);
}

/** How long it was in a state, in ms. */
export function timeIn(state: Stretch["state"], stretches: readonly Stretch[]): number {
  return stretches.filter((one) => one.state === state).reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}

/** Oldest first. Of one that is replaced, the end may come after the beginning of the next. */
function connectionsIn(events: readonly AgentEvent[]): readonly Connection[] {
  const found = new Map<number, Connection>();
  for (const { kind, connection: number, at, lastedMs } of events) {
    if (number === null || !isOfConnection(kind)) continue;
    const atMs = Date.parse(at);
    const known = found.get(number);
    if (kind === "connected") found.set(number, { number, fromMs: atMs, untilMs: known?.untilMs });
    else found.set(number, { number, fromMs: known?.fromMs ?? (lastedMs === null ? undefined : atMs - lastedMs), untilMs: atMs });
  }
  return [...found.values()].toSorted((one, other) => (one.number ?? 0) - (other.number ?? 0));
}

const isOfConnection = (kind: AgentEvent["kind"]): boolean => ["connected", "disconnected", "replaced"].includes(kind);

/** Of the last connection the agent itself tells, also when it is not listed. What it says of its end is newer than the list. */
function withLast(listed: readonly Connection[], agent: UptimeQuestion["agent"], nowMs: number): readonly Connection[] {
  const fromMs = Date.parse(agent.connectedAt);
  const untilMs = endOfLast(agent, nowMs);
  const last = listed.at(-1);
  if (last === undefined || last.fromMs !== fromMs) return [...listed, { number: undefined, fromMs, untilMs }];
  return [...listed.slice(0, -1), { ...last, untilMs }];
}

function endOfLast({ isOnline, disconnectedAt }: UptimeQuestion["agent"], nowMs: number): number | undefined {
  if (isOnline) return nowMs;
  return disconnectedAt === null ? undefined : Date.parse(disconnectedAt);
}

/** The connection itself, and the time after it up to the next one. */
function stretchesFrom(
  one: Connection,
  next: Connection | undefined,
  { isOnline, nowMs }: { readonly isOnline: boolean; readonly nowMs: number },
): readonly Stretch[] {
  if (one.untilMs === undefined) return [];
  const untilMs = Math.min(one.untilMs, next?.fromMs ?? nowMs);
  const up: Stretch[] = one.fromMs === undefined ? [] : [{ state: "up", fromMs: one.fromMs, untilMs }];
  if (next === undefined) return isOnline ? up : [...up, { state: "down", fromMs: untilMs, untilMs: nowMs }];
  const isTheVeryNext = one.number !== undefined && next.number === one.number + 1;
  return isTheVeryNext && next.fromMs !== undefined ? [...up, { state: "down", fromMs: untilMs, untilMs: next.fromMs }] : up;
}
