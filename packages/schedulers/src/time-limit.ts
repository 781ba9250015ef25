/** `HH:MM:SS`, with as many hours as it takes. */
export function renderTimeLimit(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
}

/**
 * Seconds of `[D-]HH:MM:SS`, `DD:HH:MM:SS`, `MM:SS` or a plain number of seconds; `undefined` for a word such as `INFINITY`.
 */
export function parseTimeLimit(text: string): number | undefined {
  const groups = /^(?:(?<days>\d+)-)?(?<clock>\d+(?::\d+){0,3})$/.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const parts = (groups["clock"] ?? "").split(":").map(Number);
  const [seconds = 0, minutes = 0, hours = 0, days = 0] = parts.toReversed();
  return ((Number(groups["days"] ?? 0) + days) * 24 + hours) * 3600 + minutes * 60 + seconds;
}
