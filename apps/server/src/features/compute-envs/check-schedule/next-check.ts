import type { TimeMs } from "@postern/domain";

/** When environments are looked at without anybody asking. */
export interface CheckRhythm {
  /** 0: never. */
  readonly everyMs: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface CheckMoment {
  readonly now: TimeMs;
  /** Looks in a row that found it other than well, this one included. */
  readonly failures: number;
}

const firstRetryMs = 10 * 60_000;

/**
 * When to look again: after an interval; sooner, and then less and less often, when something was wrong, for much passes by itself. Up to a tenth
 * more or less, so that what was made together is not looked at together for ever. Null: never by itself.
 */
export function nextCheckAt({ everyMs, random }: CheckRhythm, { now, failures }: CheckMoment): TimeMs | null {
  if (everyMs === 0) return null;
  const delayMs = failures === 0 ? everyMs : Math.min(everyMs, firstRetryMs * 2 ** Math.min(failures - 1, 20));
  return now + Math.round(delayMs * (0.9 + random() * 0.2));
}

/** For one that was never on the schedule: anywhere in the first interval, so that an upgrade does not look at all of them at once. */
export function firstCheckAt({ everyMs, random }: CheckRhythm, now: TimeMs): TimeMs {
  return now + Math.round(everyMs * random());
}
