const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in one unit. Beyond thirty days the date says more. */
export function formatRelativeTime(atMs: number, nowMs: number, locale?: string): string {
  const ago = nowMs - atMs;
  // Clocks of server and browser differ a little; nobody wants to read "in 2 s".
  if (ago < 5000) return "just now";
  if (ago < minute) return `${String(Math.floor(ago / 1000))} s ago`;
  if (ago < hour) return `${String(Math.floor(ago / minute))} min ago`;
  if (ago < day) return `${String(Math.floor(ago / hour))} h ago`;
  if (ago < 30 * day) return `${String(Math.floor(ago / day))} d ago`;
  return formatDay(atMs, locale);
}

/** The exact moment in the reader's zone, with the zone. */
export function formatExactTime(atMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" }).format(atMs);
}

/** The day in the reader's zone. */
export function formatDay(atMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(atMs);
}

/** Hours and minutes, for marks such as "offline since 14:02". */
export function formatClockTime(atMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(atMs);
}

/** The moment of an ISO 8601 text in ms; `undefined` for nothing and for what is no moment. */
export function momentOf(isoText: string | null | undefined): number | undefined {
  if (isoText === null || isoText === undefined) return undefined;
  const atMs = Date.parse(isoText);
  return Number.isNaN(atMs) ? undefined : atMs;
}
