import type { PinnedHostKeyRow } from "@postern/database";
import type { AuthorityKey } from "@postern/transport/ssh";

export const authorityMarker = "@cert-authority ";

/** Of an authority, whose certificates are taken from a host in place of a key that is known: as `known_hosts` writes it, in the place of an algorithm. */
export function authorityAlgorithm(algorithm: string): string {
  return `${authorityMarker}${algorithm}`;
}

/** The pins of a host: keys of its own, and authorities. */
export function splitPins(pins: readonly PinnedHostKeyRow[]): {
  readonly own: readonly PinnedHostKeyRow[];
  readonly authorities: readonly AuthorityKey[];
} {
  const authorities = pins.filter(({ algorithm }) => algorithm.startsWith(authorityMarker));
  return {
    own: pins.filter(({ algorithm }) => !algorithm.startsWith(authorityMarker)),
    authorities: authorities.map(({ algorithm, public_key: key }) => ({ algorithm: algorithm.slice(authorityMarker.length), key })),
  };
}
