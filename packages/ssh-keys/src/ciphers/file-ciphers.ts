import { createDecipheriv } from "node:crypto";
import type { CipherGCMTypes } from "node:crypto";
import { isPoly1305 } from "./poly1305.ts";

/** How OpenSSH encrypts a private key in a file (SPEC.md, section 2). */
export interface FileCipher {
  readonly keySizeBytes: number;
  readonly ivSizeBytes: number;
  readonly blockSizeBytes: number;
  readonly tagSizeBytes: number;
  /** Undefined when the tag does not fit. `key` has the bytes of key and IV. The answer is the caller's own, to wipe. */
  readonly decrypt: (parts: Encrypted) => Uint8Array | undefined;
}

export interface Encrypted {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly body: Uint8Array;
  readonly tag: Uint8Array;
}

/** Undefined for a cipher that is not known. */
export function findFileCipher(name: string): FileCipher | undefined {
  return ciphers.get(name);
}

const ciphers: ReadonlyMap<string, FileCipher> = new Map([
  ...[128, 192, 256].flatMap((bits) => [
    [`aes${String(bits)}-ctr`, plainCipher(`aes-${String(bits)}-ctr`, bits / 8, 16)] as const,
    [`aes${String(bits)}-cbc`, plainCipher(`aes-${String(bits)}-cbc`, bits / 8, 16)] as const,
  ]),
  ["aes128-gcm@openssh.com", gcmCipher("aes-128-gcm", 16)],
  ["aes256-gcm@openssh.com", gcmCipher("aes-256-gcm", 32)],
  ["3des-cbc", plainCipher("des-ede3-cbc", 24, 8)],
  ["chacha20-poly1305@openssh.com", { keySizeBytes: 64, ivSizeBytes: 0, blockSizeBytes: 8, tagSizeBytes: 16, decrypt: decryptChaCha }],
]);

function plainCipher(openSslName: string, keySizeBytes: number, blockSizeBytes: number): FileCipher {
  return {
    ...{ keySizeBytes, ivSizeBytes: blockSizeBytes, blockSizeBytes, tagSizeBytes: 0 },
    decrypt({ key, iv, body }) {
      // OpenSSH pads with 1, 2, 3 …, which is not what OpenSSL would take away.
      const cipher = createDecipheriv(openSslName, key, iv).setAutoPadding(false);
      return cipher.update(body);
    },
  };
}

function gcmCipher(openSslName: CipherGCMTypes, keySizeBytes: number): FileCipher {
  return {
    ...{ keySizeBytes, ivSizeBytes: 12, blockSizeBytes: 16, tagSizeBytes: 16 },
    decrypt({ key, iv, body, tag }) {
      const cipher = createDecipheriv(openSslName, key, iv, { authTagLength: 16 }).setAuthTag(tag);
      const opened = cipher.update(body);
      try {
        cipher.final();
        return opened;
      } catch {
        // SAFETY: nothing leaves before its tag is verified.
        opened.fill(0);
        return undefined;
      }
    },
  };
}

function decryptChaCha({ key, body, tag }: Encrypted): Uint8Array | undefined {
  const cipherKey = key.subarray(0, 32);
  const tagKey = chaCha20(cipherKey, 0, new Uint8Array(32));
  try {
    return isPoly1305(tag, body, tagKey) ? chaCha20(cipherKey, 1, body) : undefined;
  } finally {
    tagKey.fill(0);
  }
}

function chaCha20(key: Uint8Array, counter: number, bytes: Uint8Array): Uint8Array {
  const iv = new Uint8Array(16);
  iv[0] = counter;
  return createDecipheriv("chacha20", key, iv).update(bytes);
}
