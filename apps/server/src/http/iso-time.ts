import type { TimeMs } from "@postern/domain";

/** ISO 8601, UTC, with `Z`: the form of time on the wire. */
export function toIso(time: TimeMs): string {
  return new Date(time).toISOString();
}

export function toIsoOrNull(time: TimeMs | null): string | null {
  return time === null ? null : toIso(time);
}

/** The time that a schema's `date-time` names; null when none is given. */
export function fromIsoOrNull(text: string | null | undefined): TimeMs | null {
  return text === null || text === undefined ? null : Date.parse(text);
}
