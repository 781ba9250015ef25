import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";

/**
 * Two people who edit one thing must not undo each other: a form says which state it was filled with, as the `lastUpdated` that it
 * was given. To be asked inside the transaction that writes, with the row held. Clients that say nothing win as the last one to write.
 *
 * @throws request.outdated when the thing has changed since.
 */
export function refuseOutdated(updatedAt: TimeMs, seen: string | null | undefined): void {
  if (seen === null || seen === undefined || Date.parse(seen) === updatedAt) return;
  throw new AppError("request.outdated", "Somebody has changed it since you looked.", { fields: ["lastUpdated"] });
}

/** When a change was made: later than the one before, also within one millisecond, so that no two states look alike. */
export function laterThan(updatedAt: TimeMs, now: TimeMs): TimeMs {
  return Math.max(now, updatedAt + 1);
}
