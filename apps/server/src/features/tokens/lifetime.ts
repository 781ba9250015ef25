import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";

export const dayMs = 86_400_000;
/** Long enough for somebody who looks in once in a fortnight. */
const warnBeforeMs = 14 * dayMs;

/** What is written down of the life of a token. */
export interface TokenTimes {
  readonly name: string;
  readonly created_at: TimeMs;
  readonly rotated_at: TimeMs | null;
  readonly expires_at: TimeMs | null;
  readonly previous_expires_at: TimeMs | null;
}

/** The longest life of a text that the site allows; null: no limit. Holds for tokens that were made before it was set, too. */
export type MaxLife = number | null;

/** When a text stops working that was made at `issuedAt`; null: never. */
export function endOf({ created_at, rotated_at, expires_at }: TokenTimes, maxLifeMs: MaxLife): TimeMs | null {
  const longest = maxLifeMs === null ? null : (rotated_at ?? created_at) + maxLifeMs;
  return earlier(expires_at, longest);
}

export function earlier(one: TimeMs | null, other: TimeMs | null): TimeMs | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** A sentence for people when a token ends soon, has ended, or was replaced and still works; else nothing. */
export function warningOf(
  token: TokenTimes,
  { now, maxLifeMs }: { readonly now: TimeMs; readonly maxLifeMs: MaxLife },
): string | undefined {
  const end = endOf(token, maxLifeMs);
  if (end !== null && end <= now) return `The token "${token.name}" has ended at ${instant(end)}. Rotate it, or make another one.`;
  const sentences: string[] = [];
  const former = token.previous_expires_at;
  if (former !== null && former > now)
    sentences.push(`The token "${token.name}" was rotated: its former text works until ${instant(former)}.`);
  const life = end === null ? 0 : end - (token.rotated_at ?? token.created_at);
  // Of a token that lives a day, half of it is warning enough.
  if (end !== null && end - now <= Math.min(warnBeforeMs, life / 2)) {
    sentences.push(`The token "${token.name}" ends in ${span(end - now)}, at ${instant(end)}. Rotate it before that.`);
  }
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

export interface WantedLife {
  /** Undefined: as long as may be. */
  readonly wanted: TimeMs | null | undefined;
  readonly now: TimeMs;
  readonly maxLifeMs: MaxLife;
  /** When the token ends that makes it; null also for a browser. */
  readonly makerEnd: TimeMs | null;
}

/**
 * When a new text is to end. Without a wish it is the longest that may be.
 *
 * @throws request.invalid for a time that is over, or beyond what the site allows · auth.token_scope beyond the token that makes it.
 */
export function chooseEnd({ wanted, now, maxLifeMs, makerEnd }: WantedLife): TimeMs | null {
  const longest = maxLifeMs === null ? null : now + maxLifeMs;
  if (wanted === undefined) return earlier(longest, makerEnd);
  if (isLater(wanted, longest)) throw invalid(`A token lives at most ${days(maxLifeMs ?? 0)} here.`);
  return refuseBad(wanted, { now, makerEnd });
}

/** The same for a new text of a token whose end stays; the limit of the site counts anew. @throws as `chooseEnd` */
export function keepEnd({ kept, now, makerEnd }: { readonly kept: TimeMs | null } & Pick<WantedLife, "now" | "makerEnd">): TimeMs | null {
  return refuseBad(kept, { now, makerEnd });
}

function refuseBad(wanted: TimeMs | null, { now, makerEnd }: Pick<WantedLife, "now" | "makerEnd">): TimeMs | null {
  if (wanted !== null && wanted <= now) throw invalid("The end of a token lies in the future.");
  if (isLater(wanted, makerEnd))
    throw new AppError("auth.token_scope", "A token makes none that lives longer than itself.", { fields: ["expiresAt"] });
  return wanted;
}

function isLater(end: TimeMs | null, limit: TimeMs | null): boolean {
  return limit !== null && (end === null || end > limit);
}

function invalid(message: string): AppError {
  return new AppError("request.invalid", message, { fields: ["expiresAt"] });
}

function instant(time: TimeMs): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function span(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 1) return "less than an hour";
  if (hours < 48) return hours === 1 ? "1 hour" : `${String(hours)} hours`;
  return `${String(Math.floor(hours / 24))} days`;
}

function days(ms: number): string {
  const count = Math.floor(ms / dayMs);
  return count === 1 ? "1 day" : `${String(count)} days`;
}
