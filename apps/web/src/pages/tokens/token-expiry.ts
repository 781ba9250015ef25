const hour = 3_600_000;
const day = 24 * hour;

/** How long a token lives: a number of days, `date` for one that is chosen, or `never`. */
export interface Expiry {
  readonly choice: string;
  /** `2026-05-31`; counts when a date is chosen. */
  readonly date: string;
}

export interface ExpiryLimits {
  readonly nowMs: number;
  /** The longest life that the site allows; null when it sets none. */
  readonly maxDays: number | null;
}

const presets: readonly { readonly days: number; readonly label: string }[] = [
  { days: 7, label: "In 7 days" },
  { days: 30, label: "In 30 days" },
  { days: 90, label: "In 90 days" },
  { days: 365, label: "In a year" },
];

/** What is offered: nothing that the site would refuse. */
export function expiryChoices(maxDays: number | null): readonly { readonly value: string; readonly label: string }[] {
  const fitting = presets.filter(({ days }) => maxDays === null || days < maxDays);
  const longest = maxDays === null ? [] : [{ value: String(maxDays), label: maxDays === 1 ? "In a day" : `In ${String(maxDays)} days` }];
  const never = maxDays === null ? [{ value: "never", label: "Never" }] : [];
  return [
    ...fitting.map(({ days, label }) => ({ value: String(days), label })),
    ...longest,
    { value: "date", label: "On a date …" },
    ...never,
  ];
}

/** Ninety days, or as long as may be. */
export const firstExpiry = (maxDays: number | null): Expiry => ({ choice: String(Math.min(90, maxDays ?? 90)), date: "" });

/** The moment at which a token ends; null for never. A date means its whole day, where the reader is. */
export function expiryMoment({ choice, date }: Expiry, { nowMs, maxDays }: ExpiryLimits): string | null {
  if (choice === "never") return null;
  if (choice === "date") return new Date(endOfDay(date)).toISOString();
  // Where the clock here is a little ahead, the longest life would be too long for the server.
  const margin = Number(choice) === maxDays ? hour : 0;
  return new Date(nowMs + Number(choice) * day - margin).toISOString();
}

/** Why a token cannot end so; `undefined` when it can. */
export function expiryProblem({ choice, date }: Expiry, { nowMs, maxDays }: ExpiryLimits): string | undefined {
  if (choice !== "date") return undefined;
  const endMs = endOfDay(date);
  if (Number.isNaN(endMs)) return "Choose a date.";
  if (endMs <= nowMs) return "This day is over.";
  return maxDays !== null && endMs > nowMs + maxDays * day ? `A token lives at most ${String(maxDays)} days here.` : undefined;
}

const endOfDay = (date: string): number => Date.parse(`${date}T23:59:59.000`);

/** A day as a date field writes it, where the reader is. */
export function dateFieldText(atMs: number): string {
  const at = new Date(atMs);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export interface Ending {
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly isExpired: boolean;
}

/** Within a fortnight; of a short life, half of it is soon enough. */
export function endsSoon({ createdAt, expiresAt, isExpired }: Ending, nowMs: number): boolean {
  if (expiresAt === null || isExpired) return false;
  const endMs = Date.parse(expiresAt);
  return endMs - nowMs <= Math.min(14 * day, (endMs - Date.parse(createdAt)) / 2);
}
