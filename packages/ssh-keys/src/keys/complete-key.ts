import { createECDH, createPrivateKey, createPublicKey } from "node:crypto";
import { withoutZeros } from "../formats/wire-reader.ts";
import { joined } from "../formats/wire-writer.ts";
import { isRefusal, refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";
import { curves } from "./algorithms.ts";
import type { EcdsaNumbers, Ed25519Numbers, KeyNumbers, RsaNumbers } from "./key-numbers.ts";
import { renderPublicBlob } from "./public-key.ts";
import type { PublicNumbers } from "./public-key.ts";

/** A private key whose two halves belong together. The arrays of `numbers` that are secret are those that it was made of. */
export interface CompleteKey {
  readonly numbers: KeyNumbers;
  readonly publicBlob: Uint8Array;
  readonly bits: number;
}

const rsaBits = { least: 2048, most: 16_384 };
const pkcs8OfSeed = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

/** Computes the public half anew and holds it against the one that came along, if any (SPEC.md, section 4). */
export function completeKey(numbers: KeyNumbers): CompleteKey | Refusal {
  const found = publicHalf(numbers);
  if (isRefusal(found)) return found;
  return { numbers: withPoint(numbers, found), publicBlob: renderPublicBlob(found), bits: bitsOf(found) };
}

/** Whether RSA keys of this length are kept. */
export function refuseRsaSize(n: Uint8Array): Refusal | undefined {
  const bits = bitLength(n);
  const fact = `It has ${String(bits)} bits.`;
  if (bits < rsaBits.least) return refused("rsa_too_short", fact);
  return bits > rsaBits.most ? refused("rsa_too_long", fact) : undefined;
}

/** With the public half that was computed, for formats that have none, or have it compressed. */
function withPoint(numbers: KeyNumbers, found: PublicNumbers): KeyNumbers {
  if (numbers.algorithm === "ssh-rsa" || found.algorithm === "ssh-rsa") return numbers;
  return { ...numbers, point: found.point };
}

function publicHalf(numbers: KeyNumbers): PublicNumbers | Refusal {
  switch (numbers.algorithm) {
    case "ssh-ed25519":
      return ed25519Half(numbers);
    case "ssh-rsa":
      return rsaHalf(numbers);
    default:
      return ecdsaHalf(numbers);
  }
}

function ed25519Half({ algorithm, seed, point }: Ed25519Numbers): PublicNumbers | Refusal {
  if (seed.byteLength !== 32) return refused("damaged");
  const der = Buffer.from(joined([pkcs8OfSeed, seed]).buffer);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  // SAFETY: the seed stays in `numbers` alone.
  der.fill(0);
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const computed = Uint8Array.from(spki.subarray(-32));
  return point === undefined || isSame(point, computed) ? { algorithm, point: computed } : refused("damaged");
}

function ecdsaHalf({ algorithm, d, point }: EcdsaNumbers): PublicNumbers | Refusal {
  const { openSslName, sizeBytes } = curves[algorithm];
  if (d.byteLength === 0 || d.byteLength > sizeBytes) return refused("damaged");
  const curve = createECDH(openSslName);
  try {
    curve.setPrivateKey(d);
  } catch {
    // Zero, or beyond the order of the curve.
    return refused("damaged");
  }
  const computed = Uint8Array.from(curve.getPublicKey());
  const isUncompressed = point !== undefined && point[0] === 4;
  return !isUncompressed || isSame(point, computed) ? { algorithm, point: computed } : refused("damaged");
}

function rsaHalf(numbers: RsaNumbers): PublicNumbers | Refusal {
  const { algorithm, n, e } = numbers;
  return refuseRsaSize(n) ?? (isConsistentRsa(numbers) ? { algorithm, n: Uint8Array.from(n), e: Uint8Array.from(e) } : refused("damaged"));
}

// That p and q are prime is left to whoever made them, as OpenSSH does: a wrong one only makes signatures that do not verify.
function isConsistentRsa(numbers: RsaNumbers): boolean {
  const [n, e, d, p, q] = [numbers.n, numbers.e, numbers.d, numbers.p, numbers.q].map(toBigInt) as [bigint, bigint, bigint, bigint, bigint];
  const inverse = toBigInt(numbers.inverse);
  if ([p, q, e, d].some((number) => number < 3n) || d >= n || inverse >= p) return false;
  const remainders = [(e * d) % (p - 1n), (e * d) % (q - 1n), (inverse * q) % p];
  return p * q === n && remainders.every((remainder) => remainder === 1n);
}

// SAFETY: numbers of this kind cannot be wiped. They live in the check alone.
function toBigInt(bytes: Uint8Array): bigint {
  return bytes.byteLength === 0 ? 0n : BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`);
}

function bitsOf(numbers: PublicNumbers): number {
  if (numbers.algorithm === "ssh-ed25519") return 256;
  return numbers.algorithm === "ssh-rsa" ? bitLength(numbers.n) : curves[numbers.algorithm].bits;
}

function bitLength(bytes: Uint8Array): number {
  const significant = withoutZeros(bytes);
  return significant.byteLength === 0 ? 0 : significant.byteLength * 8 - (Math.clz32(significant[0] ?? 0) - 24);
}

/** Of public values: time is not of interest. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
