import type { PinnedHostKeyRow } from "@postern/database";
import type { AuthorityKey } from "@postern/transport/ssh";

export const authorityMarker = "@cert-authority ";

/** Of an authority, whose certificates are taken from a host in place of a key that is known: as `known_hosts` writes it, in the place of an algorithm. */
export function authorityAlgorithm(algorithm: string): string {
  return `${authorityMarker}${algorithm}`;
}

export const revokedMarker = "@revoked ";

/** Of a key that is never taken. With its fingerprint: there may be several of a kind, beside one that is trusted. */
export function revokedAlgorithm(algorithm: string, fingerprint: string): string {
  return `${revokedMarker}${algorithm} ${fingerprint}`;
}

/** What is kept of a host: keys of its own, authorities, and keys that were revoked. Nothing that was revoked is among the others. */
export interface SplitPins<Pin extends PinnedHostKeyRow> {
  readonly own: readonly Pin[];
  readonly authorities: readonly AuthorityKey[];
  /** Keys of its own and authorities, as they are kept. */
  readonly trusted: readonly Pin[];
  /** With the plain names of their algorithms. */
  readonly revoked: readonly Pin[];
}

export function splitPins<Pin extends PinnedHostKeyRow>(pins: readonly Pin[]): SplitPins<Pin> {
  const revoked = pins.filter(isRevocation).map((pin) => ({ ...pin, algorithm: pin.algorithm.split(" ")[1] ?? pin.algorithm }));
  const isTaken = ({ public_key: key }: Pin): boolean => !revoked.some((pin) => pin.public_key === key);
  const trusted = pins.filter((pin) => !isRevocation(pin) && isTaken(pin));
  const authorities = trusted.filter(({ algorithm }) => algorithm.startsWith(authorityMarker));
  return {
    own: trusted.filter(({ algorithm }) => !algorithm.startsWith(authorityMarker)),
    authorities: authorities.map(({ algorithm, public_key: key }) => ({ algorithm: algorithm.slice(authorityMarker.length), key })),
    ...{ trusted, revoked },
  };
}

function isRevocation({ algorithm }: PinnedHostKeyRow): boolean {
  return algorithm.startsWith(revokedMarker);
}
