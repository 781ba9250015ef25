import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";

import type { HostKeyVerdict, SeenHostKey } from "./host-keys.ts";
import type { SshHop } from "./ssh-target.ts";

/** Where on the way something happened. */
export interface HopPlace {
  readonly hop: SshHop;
  readonly isJump: boolean;
  /** The host before it on the way, when that is not us. */
  readonly from: SshHop | undefined;
}

/** `the jump host gate.example.org`, `login.example.org:2222`. */
export function nameOf({ hop, isJump }: Pick<HopPlace, "hop" | "isJump">): string {
  const address = hop.port === 22 ? hop.host : `${hop.host}:${String(hop.port)}`;
  return isJump ? `the jump host ${address}` : address;
}

/** What authentication came to, as far as the server told. */
export interface SignInProgress {
  /** The key was taken, and something else is asked for. */
  readonly isPartial: boolean;
  readonly methodsLeft: readonly string[];
}

/** What the SSH library or the system says of a connection that did not come about, in our words. The one place that reads theirs. */
export function connectionError(place: HopPlace, error: unknown, progress: SignInProgress | undefined): AppError {
  const { level, code, message } = partsOf(error);
  if (level === "client-authentication") return signInError(place, progress, error);
  if (/no matching|no mutual|unsupported|invalid identification|protocol version/i.test(message)) {
    return new AppError("ssh.incompatible", `${capital(nameOf(place))} and Postern have no common way of speaking SSH.`, { cause: error });
  }
  const why =
    plainWords[code] ?? (level === "client-timeout" ? "it did not answer in time" : "the connection was closed before anybody signed in");
  return unreachable(place, why, error);
}

/** The key was not even shown. */
export function noCommonSignature(place: HopPlace): AppError {
  const message = `${capital(nameOf(place))} takes no kind of signature that the key of the credential can give.`;
  return new AppError("ssh.incompatible", message);
}

export function certificateEnded(place: HopPlace, endsAt: TimeMs): AppError {
  const ended = new Date(endsAt).toISOString();
  return new AppError("ssh.certificate_ended", `The certificate for ${place.hop.userName} on ${nameOf(place)} ended at ${ended}.`);
}

/** @param why begins with "it", the certificate */
export function hostCertificateRefused(place: HopPlace, why: string): AppError {
  return new AppError("ssh.host_certificate_refused", `${capital(nameOf(place))} showed a certificate that does not prove it: ${why}.`);
}

export function unreachable(place: HopPlace, why: string, cause?: unknown): AppError {
  const from = place.from === undefined ? "" : ` from ${nameOf({ hop: place.from, isJump: true })}`;
  return new AppError("ssh.unreachable", `${capital(nameOf(place))} cannot be reached${from}: ${why}.`, { cause });
}

const closedAfterKeys = new WeakMap<object, HopPlace>();

/**
 * It took the signature, and closed the connection without a word: a network may break just then, and it is what hosts do whose PAM
 * does not let the account in. Which of both shows when it happens again.
 */
export function closedAfterKey(place: HopPlace): AppError {
  const error = unreachable(place, "it closed the connection when it was shown the key");
  closedAfterKeys.set(error, place);
  return error;
}

/** What such an ending means when it comes every time; `undefined` for all other errors. */
export function refusalByClosing(error: AppError): AppError | undefined {
  const place = closedAfterKeys.get(error);
  if (place === undefined) return undefined;
  const message = `${capital(nameOf(place))} took the key of ${place.hop.userName}, and closes every connection then.`;
  return new AppError("ssh.refused", message, { cause: error });
}

/** A jump host that does not let us through, or does not get through. */
export function forwardingError(place: HopPlace, error: unknown): AppError {
  const { level, reason } = partsOf(error);
  if (level === "client-timeout") return connectionError(place, error, undefined);
  if (reason !== administrativelyProhibited) return unreachable(place, "the way from there did not open", error);
  const jump = place.from === undefined ? "The jump host" : capital(nameOf({ hop: place.from, isJump: true }));
  return new AppError("ssh.forwarding_refused", `${jump} does not let Postern through to ${nameOf(place)}.`, { cause: error });
}

const refusedKeys = new WeakMap<object, SeenHostKey>();

/** The key for which a host was refused, when that is why. */
export function refusedKeyOf(error: unknown): SeenHostKey | undefined {
  return typeof error === "object" && error !== null ? refusedKeys.get(error) : undefined;
}

export function hostKeyError(place: HopPlace, verdict: Exclude<HostKeyVerdict, "known">, seen: SeenHostKey): AppError {
  const error = hostKeyErrorOf(place, verdict, seen);
  refusedKeys.set(error, seen);
  return error;
}

function hostKeyErrorOf(place: HopPlace, verdict: Exclude<HostKeyVerdict, "known">, { algorithm, fingerprint }: SeenHostKey): AppError {
  const key = `${algorithm} ${fingerprint}`;
  if (verdict === "unknown") {
    return new AppError("ssh.host_key_unknown", `Nobody has confirmed yet that ${nameOf(place)} has the key ${key}.`);
  }
  if (verdict === "revoked") {
    return new AppError("ssh.host_key_revoked", `${capital(nameOf(place))} showed a key that was revoked: ${key}.`);
  }
  return new AppError("ssh.host_key_changed", `${capital(nameOf(place))} showed another key than the one that is pinned: ${key}.`);
}

/** Number of the protocol: RFC 4254, 5.1. */
const administrativelyProhibited = 1;

const plainWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "it refused the connection",
  ECONNRESET: "it broke the connection off",
  EPIPE: "it broke the connection off",
  ENOTFOUND: "no such host is known",
  EAI_AGAIN: "its name could not be looked up",
  ETIMEDOUT: "it did not answer in time",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to its network",
};

function signInError(place: HopPlace, progress: SignInProgress | undefined, cause: unknown): AppError {
  const name = nameOf(place);
  const { userName } = place.hop;
  if (progress?.isPartial === true) {
    const message = `${capital(name)} took the key of ${userName}, and asks for something else besides.`;
    return new AppError("ssh.second_factor", message, { cause, detail: progress.methodsLeft.join(", ") });
  }
  if (progress?.methodsLeft.includes("publickey") === false) {
    const message = `${capital(name)} does not look at the key of ${userName} alone: it asks for something else first.`;
    return new AppError("ssh.second_factor", message, { cause, detail: progress.methodsLeft.join(", ") });
  }
  const message = `${capital(name)} did not let ${userName} in with the key of the credential.`;
  return new AppError("ssh.refused", message, { cause, detail: `methods: ${progress?.methodsLeft.join(", ") ?? ""}` });
}

function partsOf(error: unknown): { readonly level: string; readonly code: string; readonly message: string; readonly reason: unknown } {
  const parts = (error ?? {}) as {
    readonly level?: unknown;
    readonly code?: unknown;
    readonly message?: unknown;
    readonly reason?: unknown;
  };
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return { level: text(parts.level), code: text(parts.code), message: text(parts.message), reason: parts.reason };
}

function capital(text: string): string {
  return text.startsWith("the ") ? `T${text.slice(1)}` : text;
}
