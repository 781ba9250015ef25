import { createHmac, createSecretKey } from "node:crypto";
import { AppError } from "@postern/domain";
import { Secret } from "../secret.ts";
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
 * Makes HMAC-SHA-256 under keys that are made of master keys, one for each purpose and term (SPEC.md, section 9). Keeps them, for most of a
 * hash would be their making: callers have few purposes, and constant ones.
 */
export class HashKeys implements Disposable {
  readonly #keys: KeyRing;
  readonly #made = new Map<string, Secret>();

  /** The ring stays the caller's. */
  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** @throws vault.purpose_invalid · vault.sealed · vault.key_term_unknown */
  hash(term: number, purpose: string, message: Uint8Array): KeyedHash {
    // SAFETY: the key is lent for this one call; the copy in the key object is native memory, cleansed when it is freed.
    const hash = this.#getKey(term, purpose).use((key) => createHmac("sha256", createSecretKey(key)).update(message).digest());
    return { term, hash };
  }

  /** Wipes the keys that were made. May be repeated. */
  destroy(): void {
    // SAFETY: every key is wiped before its last reference goes.
    for (const key of this.#made.values()) key.destroy();
    this.#made.clear();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  #getKey(term: number, purpose: string): Secret {
    const masterKey = this.#keys.getKey(term);
    const name = `${String(term)} ${purpose}`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const info = derivationOf(purpose, term);
    // SAFETY: the master key is lent for this one call; of what was made of it the copy in `key` is the only one left.
    const bytes = masterKey.use((master) => createHmac("sha256", master).update(info).digest());
    const key = Secret.fromBytes(bytes);
    bytes.fill(0);
    this.#made.set(name, key);
    return key;
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
