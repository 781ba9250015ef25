import { createDecipheriv, createHash } from "node:crypto";
import { refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";
import { decodeBase64 } from "./base64.ts";
import { joinedAndWiped } from "./wire-writer.ts";

/** The inside of a PEM armour of the old kind, whose encryption stands in two lines in front of it. */
export interface PemBody {
  readonly base64: string;
  readonly encryption: { readonly cipherName: string; readonly iv: Uint8Array } | undefined;
}

interface LegacyCipher {
  readonly openSslName: string;
  readonly keySizeBytes: number;
}

const ciphers: ReadonlyMap<string, LegacyCipher> = new Map([
  ["AES-128-CBC", { openSslName: "aes-128-cbc", keySizeBytes: 16 }],
  ["AES-192-CBC", { openSslName: "aes-192-cbc", keySizeBytes: 24 }],
  ["AES-256-CBC", { openSslName: "aes-256-cbc", keySizeBytes: 32 }],
  ["DES-EDE3-CBC", { openSslName: "des-ede3-cbc", keySizeBytes: 24 }],
]);

const head = /^\s*Proc-Type:\s*4\s*,\s*ENCRYPTED\s+DEK-Info:\s*(?<cipher>[A-Z\d-]+)\s*,\s*(?<iv>[\dA-Fa-f]{8,64})\s+/u;

export function parsePemBody(body: string): PemBody {
  const match = head.exec(body);
  const base64 = body.slice(match?.[0].length ?? 0).replaceAll(/\s/gu, "");
  if (match === null) return { base64, encryption: undefined };
  const { cipher = "", iv = "" } = match.groups ?? {};
  return { base64, encryption: { cipherName: cipher, iv: Uint8Array.from(Buffer.from(iv, "hex")) } };
}

/** The bytes of the body, decrypted where it says so. They are the caller's own, to wipe. */
export function openPemBody({ base64, encryption }: PemBody, passphrase: Uint8Array | undefined): Uint8Array | Refusal {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return refused("damaged");
  if (encryption === undefined) return bytes;
  const cipher = ciphers.get(encryption.cipherName);
  if (cipher === undefined) return refused("cipher_unknown");
  if (encryption.iv.byteLength !== (cipher.openSslName.startsWith("des") ? 8 : 16)) return refused("damaged");
  if (passphrase === undefined) return refused("passphrase_missing");
  const key = deriveKey(passphrase, encryption.iv.subarray(0, 8), cipher.keySizeBytes);
  try {
    const decipher = createDecipheriv(cipher.openSslName, key, encryption.iv);
    return joinedAndWiped([decipher.update(bytes), decipher.final()]);
  } catch {
    return refused("passphrase_wrong");
  } finally {
    key.fill(0);
  }
}

/** OpenSSL's derivation of old: MD5, once. It protects little, but that is how these files are. */
function deriveKey(passphrase: Uint8Array, salt: Uint8Array, sizeBytes: number): Uint8Array {
  const key = Buffer.alloc(48);
  let last = Buffer.alloc(0);
  for (let at = 0; at < sizeBytes; at += 16) {
    last = createHash("md5").update(last).update(passphrase).update(salt).digest();
    last.copy(key, at);
  }
  last.fill(0);
  return key.subarray(0, sizeBytes);
}
