import type { Agent, AgentEvent } from "@postern/contracts";

export interface Stretch {
  /** `unknown`: earlier than what is on record. */
  readonly state: "up" | "down" | "unknown";
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface UptimeQuestion {
  readonly agent: Pick<Agent, "isOnline" | "connectedAt">;
  /** Newest first. */
  readonly events: readonly AgentEvent[];
  readonly fromMs: number;
  readonly nowMs: number;
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** When an agent was connected within a time that ends now: stretches without gap or overlap, oldest first. */
export function uptimeOf({ agent, events, fromMs, nowMs }: UptimeQuestion): readonly Stretch[] {
  const ended = events.flatMap(spanOf);
  const open = agent.isOnline ? [{ fromMs: Date.parse(agent.connectedAt), untilMs: nowMs }] : [];
  const spans = joined([...ended, ...open]);
  const oldest = Math.min(nowMs, ...spans.map((span) => span.fromMs), ...events.map(({ at }) => Date.parse(at)));
  const clipped = spans.map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), untilMs: Math.min(span.untilMs, nowMs) }));

  const stretches: Stretch[] = oldest > fromMs ? [{ state: "unknown", fromMs, untilMs: oldest }] : [];
  let reached = Math.max(fromMs, oldest);
  for (const span of clipped.filter((one) => one.untilMs > one.fromMs)) {
    if (span.fromMs > reached) stretches.push({ state: "down", fromMs: reached, untilMs: span.fromMs });
    stretches.push({ state: "up", ...span });
    reached = span.untilMs;
  }
  return reached < nowMs ? [...stretches, { state: "down", fromMs: reached, untilMs: nowMs }] : stretches;
}

/** The part of the known time in which it was connected, 0 to 1; nothing when nothing is known. */
export function shareUp(stretches: readonly Stretch[]): number | undefined {
  const known = lengthOf(stretches.filter(({ state }) => state !== "unknown"));
  return known === 0 ? undefined : lengthOf(stretches.filter(({ state }) => state === "up")) / known;
}

/** Whatever ended a connection says how long it had lasted. */
function spanOf({ at, lastedMs }: AgentEvent): readonly Span[] {
  const untilMs = Date.parse(at);
  return lastedMs === null ? [] : [{ fromMs: untilMs - lastedMs, untilMs }];
}

/** In order; those that overlap, as with a newer connection that took over, become one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const last = found.at(-1);
    if (last === undefined || span.fromMs > last.untilMs) found.push(span);
    else found[found.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, span.untilMs) };
  }
  return found;
}

const lengthOf = (stretches: readonly Stretch[]): number => stretches.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
