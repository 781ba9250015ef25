import type { TimeMs } from "@postern/domain";

import { matchesWildcards } from "./match-wildcards.ts";
import { WireReader, wireString } from "./wire-reader.ts";
import { isSignatureOf } from "./wire-signature.ts";

/** Certificates of hosts by what they call themselves, with the members of the key in each. */
const keyMembers: Readonly<Record<string, number>> = {
  "ssh-ed25519-cert-v01@openssh.com": 1,
  "ecdsa-sha2-nistp256-cert-v01@openssh.com": 2,
  "ecdsa-sha2-nistp384-cert-v01@openssh.com": 2,
  "ecdsa-sha2-nistp521-cert-v01@openssh.com": 2,
  "ssh-rsa-cert-v01@openssh.com": 2,
};
export const certificateSuffix = "-cert-v01@openssh.com";
const ofHosts = 2;

/** A key of an authority, as `known_hosts` has it after `@cert-authority`. */
export interface AuthorityKey {
  readonly algorithm: string;
  /** In base64. */
  readonly key: string;
}

export interface HostCertificate {
  /** The key that it is for: its algorithm, and as it would come over the wire alone. */
  readonly algorithm: string;
  readonly key: Buffer;
  readonly isOfHost: boolean;
  /** Names of hosts, perhaps with wildcards. */
  readonly names: readonly string[];
  /** Seconds; the last one is not in it any more. */
  readonly from: bigint;
  readonly until: bigint;
  readonly hasCriticalOptions: boolean;
  readonly authority: Buffer;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** `undefined` for what is no certificate of a host, or not whole. */
export function readHostCertificate(blob: Buffer): HostCertificate | undefined {
  try {
    return read(blob);
  } catch {
    // It ends before it is over.
    return undefined;
  }
}

export function isHostCertificate(blob: Buffer): boolean {
  return blob.length > 4 && blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1") in keyMembers;
}

/**
 * Why a certificate does not prove that a host is the one that was called, in words that follow "it"; `undefined` when it does.
 *
 * SAFETY: the host has to prove besides that the key in it is its own. The key exchange does that.
 */
export function hostCertificateProblem(
  certificate: HostCertificate,
  { host, authorities, now }: { readonly host: string; readonly authorities: readonly AuthorityKey[]; readonly now: TimeMs },
): string | undefined {
  const { authority, from, names, signature, signed, until } = certificate;
  const isTrusted = authorities.some(({ key }) => key === authority.toString("base64"));
  // First of all, so that nothing is said of what anybody may have written.
  if (!isTrusted) return "it was signed by another authority";
  if (!isSignatureOf(authority, signature, signed)) return "its signature is not that of its authority";
  if (!certificate.isOfHost) return "it is one of a person";
  if (certificate.hasCriticalOptions) return "it has conditions that Postern does not know";
  // OpenSSH takes one without names for every host; whoever holds one could stand for all of them.
  if (!names.some((name) => matchesWildcards(host.toLowerCase(), name.toLowerCase()))) return `it is not for the name ${host}`;
  const seconds = BigInt(Math.floor(now / 1000));
  if (seconds < from) return `it begins at ${at(from)}`;
  if (seconds >= until) return `it ended at ${at(until)}`;
  return undefined;
}

function read(blob: Buffer): HostCertificate | undefined {
  const reader = new WireReader(blob);
  const type = reader.text();
  const members = keyMembers[type];
  if (members === undefined) return undefined;
  const algorithm = type.slice(0, -certificateSuffix.length);
  reader.string();
  const key = [wireString(algorithm), ...Array.from({ length: members }, () => wireString(reader.string()))];
  reader.uint64();
  const isOfHost = reader.uint32() === ofHosts;
  reader.string();
  const names = listOf(reader.string());
  const [from, until] = [reader.uint64(), reader.uint64()];
  const hasCriticalOptions = reader.string().length > 0;
  reader.string();
  reader.string();
  const authority = reader.string();
  const signed = blob.subarray(0, reader.at);
  const signature = reader.string();
  if (!reader.isAtEnd) return undefined;
  return { algorithm, key: Buffer.concat(key), isOfHost, names, from, until, hasCriticalOptions, authority, signed, signature };
}

function listOf(bytes: Buffer): readonly string[] {
  const reader = new WireReader(bytes);
  const names: string[] = [];
  while (!reader.isAtEnd) names.push(reader.text());
  return names;
}

/** Of what a `Date` can hold. */
const lastSecond = 8_640_000_000_000n;

function at(seconds: bigint): string {
  return seconds > lastSecond ? "the end of time" : new Date(Number(seconds) * 1000).toISOString();
}
