const day = 86_400_000;

/** How long a new token lives: a number of days, a date that is chosen, or for ever. */
export const expiryChoices = [
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "date", label: "On a date …" },
  { value: "never", label: "Never" },
] as const;
export type ExpiryChoice = (typeof expiryChoices)[number]["value"];

export interface Expiry {
  readonly choice: ExpiryChoice;
  /** `2026-05-31`; counts when a date is chosen. */
  readonly date: string;
}

/** The moment at which a token ends; null for never. A date means its whole day, where the reader is. */
export function expiryMoment({ choice, date }: Expiry, nowMs: number): string | null {
  if (choice === "never") return null;
  if (choice === "date") return new Date(endOfDay(date)).toISOString();
  return new Date(nowMs + Number(choice) * day).toISOString();
}

/** Why a token cannot end so; `undefined` when it can. */
export function expiryProblem({ choice, date }: Expiry, nowMs: number): string | undefined {
  if (choice !== "date") return undefined;
  const endMs = endOfDay(date);
  if (Number.isNaN(endMs)) return "Choose a date.";
  return endMs <= nowMs ? "This day is over." : undefined;
}

const endOfDay = (date: string): number => Date.parse(`${date}T23:59:59.000`);

/** Today as a date field writes it, where the reader is. */
export function dateFieldText(atMs: number): string {
  const at = new Date(atMs);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
