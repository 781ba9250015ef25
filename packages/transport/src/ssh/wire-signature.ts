import { createPublicKey, verify } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";

import { WireReader } from "./wire-reader.ts";

interface Curve {
  readonly name: string;
  readonly hash: string;
  readonly sizeBytes: number;
}

const curves: Readonly<Record<string, Curve>> = {
  "ecdsa-sha2-nistp256": { name: "P-256", hash: "sha256", sizeBytes: 32 },
  "ecdsa-sha2-nistp384": { name: "P-384", hash: "sha384", sizeBytes: 48 },
  "ecdsa-sha2-nistp521": { name: "P-521", hash: "sha512", sizeBytes: 66 },
};
/** Not `ssh-rsa`: its SHA-1 can be forged. */
const rsaHashes: Readonly<Record<string, string>> = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" };
const fewestRsaBits = 2048;

/** Whether a key made a signature, both as they come over the wire. What is malformed, or of a kind that we do not take, did not. */
export function isSignatureOf(publicKey: Buffer, signature: Buffer, data: Buffer): boolean {
  try {
    return check(publicKey, signature, data);
  } catch {
    // Too short, or a key that is none.
    return false;
  }
}

function check(publicKey: Buffer, signature: Buffer, data: Buffer): boolean {
  const key = new WireReader(publicKey);
  const kind = key.text();
  const said = new WireReader(signature);
  const algorithm = said.text();
  const value = said.string();
  if (!said.isAtEnd) return false;
  if (kind === "ssh-rsa") return isOfRsa({ key, algorithm, value }, data);
  if (kind !== algorithm) return false;
  if (kind === "ssh-ed25519") return verify(null, data, keyOf({ kty: "OKP", crv: "Ed25519", x: base64url(key.string()) }), value);
  const curve = curves[kind];
  return curve !== undefined && verify(curve.hash, data, { key: ecKeyOf(key, curve), dsaEncoding: "ieee-p1363" }, pairOf(value, curve));
}

function isOfRsa({ key, algorithm, value }: { key: WireReader; algorithm: string; value: Buffer }, data: Buffer): boolean {
  const hash = rsaHashes[algorithm];
  const exponent = base64url(key.string());
  const rsa = keyOf({ kty: "RSA", e: exponent, n: base64url(key.string()) });
  return hash !== undefined && (rsa.asymmetricKeyDetails?.modulusLength ?? 0) >= fewestRsaBits && verify(hash, data, rsa, value);
}

function ecKeyOf(key: WireReader, { name, sizeBytes }: Curve): KeyObject {
  key.string();
  // 4, and both coordinates.
  const point = key.string();
  return keyOf({ kty: "EC", crv: name, x: base64url(point.subarray(1, 1 + sizeBytes)), y: base64url(point.subarray(1 + sizeBytes)) });
}

function pairOf(value: Buffer, { sizeBytes }: Curve): Buffer {
  const pair = new WireReader(value);
  const number = (): Buffer => {
    // Without the zero in front that keeps it positive, and with those that it lacks.
    const bytes = pair.string();
    const significant = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    return Buffer.concat([Buffer.alloc(Math.max(0, sizeBytes - significant.length)), significant]);
  };
  return Buffer.concat([number(), number()]);
}

function keyOf(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: "jwk" });
}

/** Of a number without the zero in front that keeps it positive. */
function base64url(bytes: Buffer): string {
  return bytes.toString("base64url");
}
