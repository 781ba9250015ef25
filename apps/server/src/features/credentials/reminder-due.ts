import type { TimeMs } from "@postern/domain";

const dayMs = 86_400_000;
/** How long before the end people are told; the last time is the end itself. */
const beforeMs = [14 * dayMs, 3 * dayMs, 0] as const;
/** From when on credentials need to be looked at. */
export const firstReminderMs = beforeMs[0];

/** Whether a moment to remind has come since the last reminder. Several that were missed are one. */
export function reminderDue(expiresAt: TimeMs | null, remindedAt: TimeMs | null, now: TimeMs): boolean {
  if (expiresAt === null) return false;
  return beforeMs.map((before) => expiresAt - before).some((at) => at <= now && (remindedAt === null || remindedAt < at));
}
