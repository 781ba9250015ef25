import type { EcdsaAlgorithm } from "../keys/algorithms.ts";
import type { KeyNumbers } from "../keys/key-numbers.ts";
import { refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";
import { DerReader, derTag } from "./der-reader.ts";
import { curveOfOid, oid } from "./object-ids.ts";
import { withoutZeros } from "./wire-reader.ts";

/** `PRIVATE KEY` (RFC 5958). The numbers are copies, the caller's own. */
export function parsePkcs8(der: Uint8Array): KeyNumbers | Refusal {
  const outer = new DerReader(der);
  const info = outer.inside(derTag.sequence);
  const version = info.smallNumber();
  const algorithm = info.inside(derTag.sequence);
  const name = algorithm.oid();
  const curve = name === oid.ellipticCurve ? readCurve(algorithm) : undefined;
  const inner = info.take(derTag.octets);
  if (outer.isBroken || !outer.isAtEnd || version > 1) return refuseDer(der);
  if (name === oid.rsa) return parsePkcs1(inner);
  if (name === oid.ed25519) return parseSeed(inner);
  if (curve !== undefined) return parseSec1(inner, curve);
  return refused(name === oid.dsa ? "dsa" : "algorithm_unknown");
}

/** `RSA PRIVATE KEY` (RFC 8017, A.1.2). */
export function parsePkcs1(der: Uint8Array): KeyNumbers | Refusal {
  const outer = new DerReader(der);
  const key = outer.inside(derTag.sequence);
  const version = key.smallNumber();
  const [n, e, d, p, q] = [key.number(), key.number(), key.number(), key.number(), key.number()].map(copy);
  key.skip();
  key.skip();
  const inverse = copy(key.number());
  const isWhole = !outer.isBroken && outer.isAtEnd && key.isAtEnd && version === 0;
  if (!isWhole || n === undefined || e === undefined || d === undefined || p === undefined || q === undefined) return refuseDer(der);
  return { algorithm: "ssh-rsa", n, e, d, p, q, inverse };
}

/** `EC PRIVATE KEY` (RFC 5915); `known` is the curve, where the format around it names that. */
export function parseSec1(der: Uint8Array, known?: EcdsaAlgorithm): KeyNumbers | Refusal {
  const outer = new DerReader(der);
  const key = outer.inside(derTag.sequence);
  const version = key.smallNumber();
  const d = key.take(derTag.octets);
  const named = key.isNext(derTag.zero) ? readCurve(key.inside(derTag.zero)) : known;
  const point = readPoint(key);
  if (outer.isBroken || !outer.isAtEnd || !key.isAtEnd || version !== 1) return refuseDer(der);
  if (named === undefined) return refused("algorithm_unknown");
  if (known !== undefined && named !== known) return refused("damaged");
  return { algorithm: named, d: copy(withoutZeros(d)), point };
}

/** Cut, when fewer bytes are there than the first length says; else damaged. */
export function refuseDer(der: Uint8Array): Refusal {
  const first = der[1] ?? 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  const length = count === 0 ? first : der.subarray(2, 2 + count).reduce((value, byte) => value * 256 + byte, 0);
  const isCut = der[0] === derTag.sequence && count <= 3 && der.byteLength < 2 + count + length;
  return refused(isCut ? "truncated" : "damaged");
}

function readPoint(key: DerReader): Uint8Array | undefined {
  // The first byte of a bit string counts the bits that are left over at its end: none.
  return key.isNext(derTag.one) ? copy(key.inside(derTag.one).take(derTag.bits).subarray(1)) : undefined;
}

// A curve that is spelled out instead of named is one that no SSH server knows by a name.
function readCurve(parameters: DerReader): EcdsaAlgorithm | undefined {
  return parameters.isNext(derTag.oid) ? curveOfOid.get(parameters.oid()) : undefined;
}

function parseSeed(der: Uint8Array): KeyNumbers | Refusal {
  const reader = new DerReader(der);
  const seed = reader.take(derTag.octets);
  const isWhole = !reader.isBroken && reader.isAtEnd && seed.byteLength === 32;
  return isWhole ? { algorithm: "ssh-ed25519", seed: copy(seed), point: undefined } : refused("damaged");
}

// SAFETY: copies of their own, so that the bytes they were read from can be wiped as a whole.
function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
