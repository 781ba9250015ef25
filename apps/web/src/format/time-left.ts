const hour = 3_600_000;
const day = 24 * hour;

/** How long until a moment, in one unit and never too long; beyond thirty days the date says more. */
export function formatTimeLeft(atMs: number, nowMs: number, locale?: string): string {
  const left = atMs - nowMs;
  if (left <= 0) return "over";
  if (left < hour) return "in less than an hour";
  if (left < day) return `in ${String(Math.floor(left / hour))} h`;
  if (left < 30 * day) return `in ${String(Math.floor(left / day))} d`;
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(atMs);
}
