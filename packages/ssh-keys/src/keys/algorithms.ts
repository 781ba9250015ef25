import { refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";

/** The algorithms of keys that are kept, by their names in SSH. */
export const keyAlgorithms = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] as const;

export type KeyAlgorithm = (typeof keyAlgorithms)[number];
export type EcdsaAlgorithm = Extract<KeyAlgorithm, `ecdsa-${string}`>;

export interface Curve {
  /** In SSH. */
  readonly name: string;
  /** In OpenSSL. */
  readonly openSslName: string;
  readonly bits: number;
  /** Of a number of the curve. */
  readonly sizeBytes: number;
}

export const curves: Readonly<Record<EcdsaAlgorithm, Curve>> = {
  "ecdsa-sha2-nistp256": { name: "nistp256", openSslName: "prime256v1", bits: 256, sizeBytes: 32 },
  "ecdsa-sha2-nistp384": { name: "nistp384", openSslName: "secp384r1", bits: 384, sizeBytes: 48 },
  "ecdsa-sha2-nistp521": { name: "nistp521", openSslName: "secp521r1", bits: 521, sizeBytes: 66 },
};

export function toKeyAlgorithm(name: string): KeyAlgorithm | undefined {
  return keyAlgorithms.find((known) => known === name);
}

/** Says why a key of this algorithm cannot be kept. */
export function refusedAlgorithm(name: string): Refusal {
  if (name === "ssh-dss") return refused("dsa");
  return refused(/^(?:sk-|webauthn-sk-)/u.test(name) ? "security_key" : "algorithm_unknown");
}
