import type { AuditFilter } from "../../api/audit-queries.ts";
import type { Address } from "../../hooks/use-address.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Back from now; `days` means whole days that are chosen. */
export const ranges = [
  { value: "", label: "Any time" },
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "days", label: "Days …" },
] as const;
export type Range = (typeof ranges)[number]["value"];

const lengths: Readonly<Partial<Record<Range, number>>> = { "1h": hour, "24h": day, "7d": 7 * day, "30d": 30 * day };

export const toRange = (text: string | undefined): Range => ranges.find(({ value }) => value === text)?.value ?? "";

/** The first and the last moment that are asked for. A day is one of the reader's zone. */
function spanOf(address: Address, nowMs: number): Pick<AuditFilter, "from" | "to"> {
  const range = toRange(address["range"]);
  const length = lengths[range];
  // Whole minutes, so that the same address is the same question for a while.
  if (length !== undefined) return { from: new Date(Math.floor(nowMs / minute) * minute - length).toISOString() };
  if (range !== "days") return {};
  return { from: dayStart(address["since"], 0), to: dayStart(address["until"], 1) };
}

/** The start of a day, or of one some days later; nothing for what is no day. */
function dayStart(text: string | undefined, later: number): string | undefined {
  const start = new Date(`${text ?? ""}T00:00:00`);
  if (Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + later);
  return start.toISOString();
}

/** What of the trail an address asks for. */
export function filterOf(address: Address, nowMs: number): AuditFilter {
  const { actorId, action, targetKind, targetId, orgId, workspaceId, correlationId, search } = address;
  return {
    ...spanOf(address, nowMs),
    actorId: numberIn(actorId),
    orgId: numberIn(orgId),
    workspaceId: numberIn(workspaceId),
    action,
    targetKind,
    targetId,
    correlationId,
    search: search?.trim(),
  };
}

/** A word where a number belongs would be refused by the server; here it means nobody in particular. */
const numberIn = (text: string | undefined): string | undefined => (/^[1-9]\d{0,14}$/.test(text ?? "") ? text : undefined);

export const isFiltered = (filter: AuditFilter): boolean => Object.values(filter).some((value) => value !== undefined && value !== "");
