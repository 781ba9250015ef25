import { createPublicKey, verify } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { WireReader } from "../formats/wire-reader.ts";
import { curves } from "../keys/algorithms.ts";
import type { ParsedCertificate } from "./parse-certificate.ts";

/** `unknown`: of an algorithm that is not looked at. */
export type SignatureVerdict = "good" | "bad" | "unknown";

/** Whether the certificate was signed by the key that it names as its authority. */
export function judgeSignature({ authority, signed, signature }: ParsedCertificate): SignatureVerdict {
  const reader = new WireReader(signature);
  const algorithm = reader.name();
  const value = reader.string();
  if (reader.isBroken) return "bad";
  if (notLookedAt.includes(algorithm)) return "unknown";
  const key = readAuthority(authority);
  const form = signatureForms[algorithm];
  return key !== undefined && form !== undefined && form(key, signed, value) ? "good" : "bad";
}

/** Of security keys, which sign more than the bytes; and with SHA-1, of which OpenSSH says itself that it takes it no more. */
const notLookedAt: readonly string[] = [
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
  "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
  "ssh-rsa",
];

type SignatureForm = (key: KeyObject, signed: Uint8Array, value: Uint8Array) => boolean;

const signatureForms: Readonly<Record<string, SignatureForm>> = {
  "ssh-ed25519": (key, signed, value) => key.asymmetricKeyType === "ed25519" && verify(null, signed, key, value),
  "rsa-sha2-256": (key, signed, value) => key.asymmetricKeyType === "rsa" && verify("sha256", signed, key, value),
  "rsa-sha2-512": (key, signed, value) => key.asymmetricKeyType === "rsa" && verify("sha512", signed, key, value),
  "ecdsa-sha2-nistp256": (key, signed, value) => verifyEcdsa({ hash: "sha256", size: 32, key, signed, value }),
  "ecdsa-sha2-nistp384": (key, signed, value) => verifyEcdsa({ hash: "sha384", size: 48, key, signed, value }),
  "ecdsa-sha2-nistp521": (key, signed, value) => verifyEcdsa({ hash: "sha512", size: 66, key, signed, value }),
};

interface EcdsaSignature {
  readonly hash: string;
  readonly size: number;
  readonly key: KeyObject;
  readonly signed: Uint8Array;
  readonly value: Uint8Array;
}

function verifyEcdsa({ hash, size, key, signed, value }: EcdsaSignature): boolean {
  const reader = new WireReader(value);
  const [r, s] = [reader.number(), reader.number()];
  if (reader.isBroken || !reader.isAtEnd || r.byteLength > size || s.byteLength > size || key.asymmetricKeyType !== "ec") return false;
  const fixed = new Uint8Array(2 * size);
  fixed.set(r, size - r.byteLength);
  fixed.set(s, 2 * size - s.byteLength);
  return verify(hash, signed, { key, dsaEncoding: "ieee-p1363" }, fixed);
}

function readAuthority(blob: Uint8Array): KeyObject | undefined {
  const reader = new WireReader(blob);
  const jwk = readJwk(reader.name(), reader);
  if (jwk === undefined || reader.isBroken || !reader.isAtEnd) return undefined;
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    // A point that is not on its curve.
    return undefined;
  }
}

function readJwk(algorithm: string, reader: WireReader): JsonWebKey | undefined {
  if (algorithm === "ssh-ed25519") return { kty: "OKP", crv: "Ed25519", x: url(reader.string()) };
  if (algorithm === "ssh-rsa") {
    const e = url(reader.number());
    return { kty: "RSA", e, n: url(reader.number()) };
  }
  const curve = Object.entries(curves).find(([name]) => name === algorithm)?.[1];
  if (curve === undefined) return undefined;
  reader.string();
  const point = reader.string();
  const y = 1 + curve.sizeBytes;
  return { kty: "EC", crv: `P-${String(curve.bits)}`, x: url(point.subarray(1, y)), y: url(point.subarray(y)) };
}

function url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
