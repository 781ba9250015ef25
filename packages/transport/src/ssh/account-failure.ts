import { isAppError } from "@postern/domain";
import type { ErrorCode, TimeMs } from "@postern/domain";

/** Why nobody was signed in, and how long nobody tries again: doubled at each failure, so that a host that refuses us is not hammered. */
export interface AccountFailure {
  readonly error: unknown;
  readonly until: TimeMs;
  readonly pauseMs: number;
}

const firstPauseMs = 500;
const longestPauseMs = 60_000;
/** Where asking again cannot help before somebody has done something: sites lock accounts out after some failures. */
const firstPauseForPeopleMs = 60_000;
const longestPauseForPeopleMs = 3_600_000;
const needPeople: readonly ErrorCode[] = [
  ...([
    "ssh.refused",
    "ssh.certificate_ended",
    "ssh.second_factor",
    "ssh.host_key_changed",
    "ssh.host_key_revoked",
    "ssh.host_key_unknown",
    "ssh.host_certificate_refused",
  ] as const),
];

export function failureAfter(before: AccountFailure | undefined, error: unknown, now: TimeMs): AccountFailure {
  const isForPeople = isAppError(error) && (needPeople.includes(error.code) || error.code.startsWith("credential."));
  const [first, longest] = isForPeople ? [firstPauseForPeopleMs, longestPauseForPeopleMs] : [firstPauseMs, longestPauseMs];
  const pauseMs = Math.min(longest, Math.max(first, (before?.pauseMs ?? 0) * 2));
  return { error, pauseMs, until: now + pauseMs };
}

/** Also when the clock was set back since: else nobody would try again before it has caught up. */
export function isPauseOver({ until, pauseMs }: AccountFailure, now: TimeMs): boolean {
  return now >= until || now < until - pauseMs;
}
