import type { TimeMs } from "@postern/domain";

export type ForeignObject = Readonly<Record<string, unknown>>;

/** What Java writes for a number that it does not have. */
const javaUnknown = 2_147_483_647;

/** The years 0000 to 9999: the wire has no form for any other, and one such value would spoil every list that holds it. */
const minTimeMs = Date.UTC(-1, 12);
const maxTimeMs = Date.UTC(10_000) - 1;

export function objectOf(value: unknown): ForeignObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ForeignObject) : undefined;
}

export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** Text that says something: an empty one is no answer. */
export function filledTextOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === null || text === "" ? undefined : text;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A whole number, held within what both engines and JavaScript keep exactly. */
export function wholeOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === null ? null : Math.trunc(number);
}

export function numberOf(value: unknown): number | null {
  if (typeof value !== "number" || Number.isNaN(value)) return null;
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}

/** An exit code; the largest Java integer means that there is none yet. */
export function exitCodeOf(value: unknown): number | null {
  const code = wholeOf(value);
  return code === javaUnknown ? null : code;
}

/**
 * A point in time: Java's ISO 8601 with any offset, with or without seconds and up to nanoseconds, or ms since 1970.
 * Kept to the millisecond; null when it is neither.
 */
export function timeOf(value: unknown): TimeMs | null {
  const time = typeof value === "string" ? Date.parse(value) : (wholeOf(value) ?? Number.NaN);
  return time >= minTimeMs && time <= maxTimeMs ? time : null;
}
