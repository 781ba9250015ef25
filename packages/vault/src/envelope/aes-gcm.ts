import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import { AppError } from "@postern/domain";
import { tagSizeBytes } from "./envelope-format.ts";

const algorithm = "aes-256-gcm";
const options = { authTagLength: tagSizeBytes };

/** One use of AES-256-GCM. A pair of key and nonce must never encrypt twice. */
export interface GcmInput {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  readonly associatedData: Uint8Array;
}

/** The ciphertext, then its tag of 16 bytes. */
export function gcmEncrypt(input: GcmInput, plaintext: Uint8Array): Uint8Array {
  // SAFETY: reads the key bytes; the copy in the key object is native memory, cleansed when it is freed. Given as bytes, Node would take three
  // times as long, to find out that they are no key object.
  const cipher = createCipheriv(algorithm, createSecretKey(input.key), input.nonce, options);
  cipher.setAAD(input.associatedData);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * The plaintext, in an array of its own, which the caller wipes.
 *
 * @throws vault.envelope_invalid when key, nonce, associated data, ciphertext or tag do not belong together.
 */
export function gcmDecrypt(input: GcmInput, sealed: Uint8Array): Uint8Array {
  const tagOffset = sealed.byteLength - tagSizeBytes;
  // SAFETY: as above.
  const decipher = createDecipheriv(algorithm, createSecretKey(input.key), input.nonce, options);
  decipher.setAAD(input.associatedData);
  decipher.setAuthTag(sealed.subarray(tagOffset));

  // SAFETY: GCM is a stream, so `update` gives the whole plaintext, and before the tag is checked. It leaves only after `final`
  // has checked the tag, and is wiped when that fails. `final` itself never has bytes left to give.
  const plaintext = decipher.update(sealed.subarray(0, tagOffset));
  try {
    decipher.final();
  } catch (error) {
    plaintext.fill(0);
    throw new AppError("vault.envelope_invalid", "The sealed record does not open.", { detail: "envelope: tag", cause: error });
  }
  return plaintext;
}
