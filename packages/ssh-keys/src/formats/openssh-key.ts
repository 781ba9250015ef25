import { createHash } from "node:crypto";
import { findFileCipher } from "../ciphers/file-ciphers.ts";
import type { FileCipher } from "../ciphers/file-ciphers.ts";
import { refuseRsaSize } from "../keys/complete-key.ts";
import { refusedAlgorithm, toKeyAlgorithm } from "../keys/algorithms.ts";
import type { CompleteKey } from "../keys/complete-key.ts";
import { isRefusal, refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";
import { renderPrivatePart } from "./private-part.ts";
import { WireReader } from "./wire-reader.ts";
import { joined, joinedAndWiped, string, u32 } from "./wire-writer.ts";

/** An `openssh-key-v1` whose private part is still as it was (SPEC.md, section 2). Arrays are views. */
export interface OpenSshFile {
  readonly kind: "file";
  readonly publicBlob: Uint8Array;
  readonly privatePart: Uint8Array;
  /** How the private part is encrypted, if it is. */
  readonly encryption:
    | { readonly cipher: FileCipher; readonly salt: Uint8Array; readonly rounds: number; readonly tag: Uint8Array }
    | undefined;
}

const magic = new TextEncoder().encode("openssh-key-v1\0");
export const mostRounds = 1024;

/** Reads all that stands in clear, and refuses what no passphrase would mend. */
export function parseOpenSshKey(bytes: Uint8Array): OpenSshFile | Refusal {
  const reader = new WireReader(bytes);
  const start = reader.take(magic.byteLength);
  if (reader.isBroken) return refused("truncated");
  if (Buffer.compare(start, magic) !== 0) return refused("damaged");
  const [cipherName, kdf, options, count] = [reader.name(), reader.name(), reader.string(), reader.u32()];
  if (!reader.isBroken && count > 1) return refused("several_keys");
  const publicBlob = reader.string();
  const privatePart = reader.string();
  if (reader.isBroken) return refused("truncated");
  if (count !== 1) return refused("damaged");
  const refusal = refusePublicBlob(publicBlob);
  if (refusal !== undefined) return refusal;
  const tag = reader.rest();
  if (cipherName === "none") return plainFile({ kdf, publicBlob, privatePart, tag });
  return encryptedFile({ cipherName, kdf, options, publicBlob, privatePart, tag });
}

/**
 * The form that is kept: armoured, not encrypted. One key has one form: who compares two of them, or their hashes, learns whether the key changed.
 * SAFETY: the caller wipes the bytes.
 */
export function renderOpenSshKey(key: CompleteKey): Uint8Array {
  const privatePart = renderPrivatePart(key.numbers, createHash("sha256").update(key.publicBlob).digest().readUInt32BE());
  const head = joined([magic, string("none"), string("none"), string(""), u32(1), string(key.publicBlob), u32(privatePart.byteLength)]);
  const whole = joinedAndWiped([head, privatePart]);
  // SAFETY: from here on the key is text that cannot be wiped; it is let go of when this function returns.
  const lines =
    Buffer.from(whole.buffer)
      .toString("base64")
      .match(/.{1,70}/gu) ?? [];
  whole.fill(0);
  return new TextEncoder().encode(["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n"));
}

interface Parts {
  readonly kdf: string;
  readonly publicBlob: Uint8Array;
  readonly privatePart: Uint8Array;
  readonly tag: Uint8Array;
}

function plainFile({ kdf, publicBlob, privatePart, tag }: Parts): OpenSshFile | Refusal {
  if (kdf !== "none" || tag.byteLength > 0 || privatePart.byteLength % 8 !== 0) return refused("damaged");
  return { kind: "file", publicBlob, privatePart, encryption: undefined };
}

function encryptedFile(parts: Parts & { readonly cipherName: string; readonly options: Uint8Array }): OpenSshFile | Refusal {
  const { publicBlob, privatePart, tag } = parts;
  const cipher = findFileCipher(parts.cipherName);
  if (cipher === undefined || parts.kdf !== "bcrypt") return refused("cipher_unknown");
  const derivation = readDerivation(parts.options);
  if (isRefusal(derivation)) return derivation;
  if (tag.byteLength < cipher.tagSizeBytes) return refused("truncated");
  const hasBlocks = privatePart.byteLength > 0 && privatePart.byteLength % cipher.blockSizeBytes === 0;
  if (tag.byteLength > cipher.tagSizeBytes || !hasBlocks) return refused("damaged");
  return { kind: "file", publicBlob, privatePart, encryption: { cipher, ...derivation, tag } };
}

function readDerivation(options: Uint8Array): { readonly salt: Uint8Array; readonly rounds: number } | Refusal {
  const reader = new WireReader(options);
  const salt = reader.string();
  const rounds = reader.u32();
  if (reader.isBroken || !reader.isAtEnd || salt.byteLength === 0 || rounds === 0) return refused("damaged");
  if (rounds <= mostRounds) return { salt, rounds };
  return refused("derivation_too_slow", `It has ${String(rounds)} rounds; at most ${String(mostRounds)} are done here.`);
}

/** What stands in clear decides already, before a passphrase is asked for. */
function refusePublicBlob(blob: Uint8Array): Refusal | undefined {
  const reader = new WireReader(blob);
  const name = reader.name();
  if (reader.isBroken) return refused("damaged");
  if (toKeyAlgorithm(name) === undefined) return refusedAlgorithm(name);
  if (name !== "ssh-rsa") return undefined;
  reader.number();
  const n = reader.number();
  return reader.isBroken ? refused("damaged") : refuseRsaSize(n);
}
