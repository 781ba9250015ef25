import type { TimeMs } from "@postern/domain";
import type { ProbeOutcome } from "./probes/probe.ts";

const hourMs = 3_600_000;
const usualMs = 12 * hourMs;
const firstRetryMs = 300_000;
const longestRetryMs = 6 * hourMs;

export interface CheckMoment {
  readonly now: TimeMs;
  /** Checks in a row that came to nothing, this one not counted. */
  readonly failures: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * When to ask again: half a day after an answer; sooner, and then less and less often, after none. Up to a tenth more or less, so that what
 * was saved together is not asked together for ever. Null where asking again would teach nothing.
 */
export function nextCheckAt(outcome: ProbeOutcome["kind"], { now, failures, random }: CheckMoment): TimeMs | null {
  if (outcome === "unchecked") return null;
  const delayMs = outcome === "inconclusive" ? Math.min(firstRetryMs * 2 ** failures, longestRetryMs) : usualMs;
  return now + Math.round(delayMs * (0.9 + random() * 0.2));
}
