import { createHmac } from "node:crypto";
import { AppError } from "@postern/domain";
import type { KeyRing } from "./key-ring.ts";

/** A hash that only who holds the key of its term can make or check. */
export interface KeyedHash {
  readonly term: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

const version = 1;
const maxPurposeSizeBytes = 1024;

/**
 * HMAC-SHA-256 under a key that is made of the master key of a term for this one purpose (SPEC.md, section 9).
 *
 * @throws vault.purpose_invalid · vault.sealed · vault.key_term_unknown
 */
export function makeKeyedHash(keys: KeyRing, term: number, input: { readonly purpose: string; readonly message: Uint8Array }): KeyedHash {
  const masterKey = keys.getKey(term);
  const info = derivationOf(input.purpose, term);
  // SAFETY: the master key is lent for this one call, and the key made of it is wiped as soon as it was used.
  const key = masterKey.use((master) => createHmac("sha256", master).update(info).digest());
  try {
    return { term, hash: createHmac("sha256", key).update(input.message).digest() };
  } finally {
    key.fill(0);
  }
}

function derivationOf(purpose: string, term: number): Uint8Array {
  const name = Buffer.from("postern-vault/hash");
  const text = checkedPurpose(purpose);
  const info = Buffer.alloc(2 + name.byteLength + 1 + 4 + 2 + text.byteLength + 1);
  let offset = info.writeUInt16BE(name.byteLength);
  offset += name.copy(info, offset);
  offset = info.writeUInt8(version, offset);
  offset = info.writeUInt32BE(term, offset);
  offset = info.writeUInt16BE(text.byteLength, offset);
  offset += text.copy(info, offset);
  // The block counter of HKDF-Expand: one block is one key.
  info.writeUInt8(1, offset);
  return info;
}

function checkedPurpose(purpose: string): Buffer {
  const text = Buffer.from(purpose, "utf8");
  if (text.byteLength >= 1 && text.byteLength <= maxPurposeSizeBytes && purpose.isWellFormed()) return text;
  throw new AppError("vault.purpose_invalid", "Nothing can be hashed for that purpose.", { detail: `${String(text.byteLength)} bytes` });
}
