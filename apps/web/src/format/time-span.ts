const unitSeconds: Readonly<Partial<Record<string, number>>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };

/** Seconds of `36 h`, `1 d 12 h`, `90 min` or, as schedulers write it, `[D-]HH:MM[:SS]`; `undefined` for anything else. */
export function parseTimeSpan(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  const clock = /^(?:(?<days>\d{1,4})-)?(?<hours>\d{1,5}):(?<minutes>[0-5]\d)(?::(?<seconds>[0-5]\d))?$/.exec(trimmed)?.groups;
  if (clock !== undefined) {
    const { days = "0", hours = "0", minutes = "0", seconds = "0" } = clock;
    return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  }
  if (!/^(\d{1,8}\s*(d|h|min|m|s)[a-z]*\s*)+$/.test(trimmed)) return undefined;
  const parts = [...trimmed.matchAll(/(?<count>\d+)\s*(?<unit>[a-z]+)/g)].map(({ groups }) => secondsOf(groups ?? {}));
  return parts.reduce<number | undefined>((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}

function secondsOf({ count = "", unit = "" }: Readonly<Partial<Record<string, string>>>): number | undefined {
  const known = /^(s|sec|seconds?)$/.test(unit) ? "s" : /^(d|days?)$/.test(unit) ? "d" : /^(h|hours?)$/.test(unit) ? "h" : unit;
  const factor = /^minutes?$/.test(known) ? unitSeconds["min"] : unitSeconds[known];
  return factor === undefined ? undefined : Number(count) * factor;
}

/** The same backwards, exactly: `1 d 12 h`. */
export { writeTimeSpan as formatTimeSpan } from "@postern/domain";
