import type { EcdsaAlgorithm } from "./algorithms.ts";

/**
 * The numbers of a private key, as they came out of whatever format: big-endian, those of RSA and `d` without zeros in front.
 * SAFETY: the arrays belong to whoever holds the object, who wipes them with `wipeNumbers`.
 */
export type KeyNumbers = Ed25519Numbers | RsaNumbers | EcdsaNumbers;

export interface Ed25519Numbers {
  readonly algorithm: "ssh-ed25519";
  readonly seed: Uint8Array;
  /** The public half, where the format has it. */
  readonly point: Uint8Array | undefined;
}

export interface RsaNumbers {
  readonly algorithm: "ssh-rsa";
  readonly n: Uint8Array;
  readonly e: Uint8Array;
  readonly d: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  /** The inverse of q modulo p. */
  readonly inverse: Uint8Array;
}

export interface EcdsaNumbers {
  readonly algorithm: EcdsaAlgorithm;
  readonly d: Uint8Array;
  /** The public half, where the format has it: `04 ‖ x ‖ y`. */
  readonly point: Uint8Array | undefined;
}

/** Zeros over every array. SAFETY: it does not matter which of them are secret. */
export function wipeNumbers(numbers: KeyNumbers): void {
  for (const value of Object.values(numbers)) if (value instanceof Uint8Array) value.fill(0);
}
