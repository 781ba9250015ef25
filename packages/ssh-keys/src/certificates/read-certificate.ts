import type { TimeMs } from "@postern/domain";
import { fingerprintOf, renderPublicLine } from "../keys/public-key.ts";
import { judgeSignature } from "./authority-signature.ts";
import { parseCertificate } from "./parse-certificate.ts";
import type { ParsedCertificate } from "./parse-certificate.ts";

export type CertificateRefusalReason = "not_a_certificate" | "damaged" | "host_certificate" | "other_key" | "expired";

export interface CertificateRefusal {
  readonly kind: "refused";
  readonly reason: CertificateRefusalReason;
  readonly message: string;
  readonly cure: string;
}

/** A certificate of SSH for a person. */
export interface Certificate {
  readonly kind: "certificate";
  /** One line, without its comment. */
  readonly line: string;
  readonly serial: string;
  readonly keyId: string;
  /** Accounts that it may sign in to; none: those that the cluster's own rules say. */
  readonly principals: readonly string[];
  /** Undefined: without bound. */
  readonly validAfter: TimeMs | undefined;
  readonly validBefore: TimeMs | undefined;
  readonly isValidYet: boolean;
  readonly authorityFingerprint: string;
  /** `not_checked`: of an authority whose signatures are not looked at. */
  readonly signature: "good" | "not_checked";
  /** Names of what limits its use, such as `source-address`. */
  readonly criticalOptions: readonly string[];
}

export interface CertificateQuestion {
  readonly text: string;
  /** The line of the key that it is to be used with. */
  readonly publicKey: string;
  readonly now: TimeMs;
}

const mostLength = 65_536;
const forever = 0xffff_ffff_ffff_ffffn;
const words = {
  not_a_certificate: ["This is not a certificate of SSH.", "Paste the one line of the file whose name ends in -cert.pub."],
  damaged: ["This certificate is cut or damaged.", "Paste the whole line of the file whose name ends in -cert.pub."],
  host_certificate: ["This certificate is for a host, not for a person.", "Ask for a user certificate."],
  other_key: [
    "This certificate belongs to another key.",
    "Paste the certificate that was made for this key, or the key that it was made for.",
  ],
  expired: ["This certificate has expired.", "Get a new one for this key, and paste that."],
} as const satisfies Record<CertificateRefusalReason, readonly [string, string]>;

/** Reads a certificate and holds it against the key that it is for. Never throws because of the text. */
export function readCertificate({ text, publicKey, now }: CertificateQuestion): Certificate | CertificateRefusal {
  const parsed = text.length > mostLength ? undefined : parseCertificate(text);
  if (parsed === undefined) return refused("not_a_certificate");
  if (parsed === "broken") return refused("damaged");
  const verdict = judgeSignature(parsed);
  if (verdict === "bad") return refused("damaged");
  if (parsed.type !== 1) return refused(parsed.type === 2 ? "host_certificate" : "damaged");
  if (renderPublicLine(parsed.algorithm, parsed.publicBlob) !== publicKey) return refused("other_key");
  if (isBefore(parsed.validBefore, now)) return refused("expired");
  return { ...describe(parsed, now), signature: verdict === "good" ? "good" : "not_checked" };
}

function describe(parsed: ParsedCertificate, now: TimeMs): Omit<Certificate, "signature"> {
  const { line, keyId, principals, criticalOptions } = parsed;
  return {
    ...{ kind: "certificate", line, serial: String(parsed.serial), keyId, principals, criticalOptions },
    validAfter: toTime(parsed.validAfter),
    validBefore: toTime(parsed.validBefore),
    isValidYet: isBefore(parsed.validAfter, now),
    authorityFingerprint: fingerprintOf(parsed.authority),
  };
}

/** Whether the moment, in seconds, has come. */
function isBefore(seconds: bigint, now: TimeMs): boolean {
  return seconds * 1000n <= BigInt(Math.trunc(now));
}

/** Beyond what a `Date` can hold is as good as never. */
function toTime(seconds: bigint): TimeMs | undefined {
  const isBound = seconds !== 0n && seconds !== forever && seconds <= 8_640_000_000_000n;
  return isBound ? Number(seconds) * 1000 : undefined;
}

function refused(reason: CertificateRefusalReason): CertificateRefusal {
  const [message, cure] = words[reason];
  return { kind: "refused", reason, message, cure };
}
