import { AppError, isAppError } from "@postern/domain";
import { gcmDecrypt, gcmEncrypt } from "../envelope/aes-gcm.ts";
import { nonceSizeBytes } from "../envelope/envelope-format.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { systemRandom } from "../random-bytes.ts";
import type { RandomBytes } from "../random-bytes.ts";
import type { Secret } from "../secret.ts";
import { readClosedFile, replaceFile, writeNewFile } from "./closed-file.ts";
import { parseKeyFile, renderKeyFile } from "./key-file-format.ts";
import { derivePassphraseKey, requireStrong, saltSizeBytes, usualCost } from "./passphrase-key.ts";
import type { Derivation } from "./passphrase-key.ts";
import type { Seal } from "./seal.ts";
import { associatedDataOf, parseSealedFile, renderSealedFile } from "./sealed-file-format.ts";

interface Unlocked {
  readonly derivation: Derivation;
  readonly key: Secret;
}

export interface PassphraseSealOptions {
  readonly random?: RandomBytes;
}

/**
 * Master keys in a file under a key that is made of a passphrase (SPEC.md, section 13). Locked until it has been given; afterwards the derived
 * key stays in memory beside the keys that it protects, so that a rotation asks nobody.
 */
export class PassphraseSeal implements Seal, Disposable {
  readonly path: string;
  readonly name: string;
  readonly #random: RandomBytes;
  #unlocked: Unlocked | undefined;

  private constructor(path: string, { random = systemRandom }: PassphraseSealOptions) {
    this.path = path;
    this.name = `the sealed key file ${path}`;
    this.#random = random;
  }

  /**
   * A new file for keys that there are already. They stay the caller's, as the passphrase does.
   *
   * @throws vault.passphrase_weak · vault.key_file_exists · vault.key_file_failed. No file was made then.
   */
  static async create(
    path: string,
    given: { keys: KeyRing; passphrase: Secret },
    options: PassphraseSealOptions = {},
  ): Promise<PassphraseSeal> {
    requireStrong(given.passphrase);
    const seal = new PassphraseSeal(path, options);
    await writeNewFile(path, await seal.#sealUnder(given));
    return seal;
  }

  /** A file that is there, locked. Looks at it already, so that one that cannot be used is refused now. @throws as `readClosedFile` and `parseSealedFile` */
  static open(path: string, options: PassphraseSealOptions = {}): PassphraseSeal {
    parseSealedFile(readClosedFile(path), path);
    return new PassphraseSeal(path, options);
  }

  get isLocked(): boolean {
    return this.#unlocked === undefined;
  }

  /**
   * The keys. From here on the seal opens and writes by itself.
   *
   * @throws vault.passphrase_wrong also when the file is damaged: nobody can tell.
   */
  async unlock(passphrase: Secret): Promise<KeyRing> {
    const file = parseSealedFile(readClosedFile(this.path), this.path);
    const key = await derivePassphraseKey(passphrase, file.derivation);
    try {
      const ring = this.#open(file, key);
      this.#hold({ derivation: file.derivation, key });
      return ring;
    } catch (error) {
      key.destroy();
      throw error;
    }
  }

  async unseal(): Promise<KeyRing> {
    return this.unsealNow();
  }

  unsealNow(): KeyRing {
    const { key } = this.#requireUnlocked();
    return this.#open(parseSealedFile(readClosedFile(this.path), this.path), key);
  }

  async replace(keys: KeyRing): Promise<void> {
    await replaceFile(this.path, this.#seal(keys, this.#requireUnlocked()));
  }

  /** The same keys under another passphrase, with a new salt. @throws vault.passphrase_weak and as `replace` */
  async changePassphrase(given: { keys: KeyRing; passphrase: Secret }): Promise<void> {
    requireStrong(given.passphrase);
    await replaceFile(this.path, await this.#sealUnder(given));
  }

  /** Wipes the derived key: locked again. */
  [Symbol.dispose](): void {
    this.#unlocked?.key.destroy();
    this.#unlocked = undefined;
  }

  #hold(unlocked: Unlocked): void {
    this.#unlocked?.key.destroy();
    this.#unlocked = unlocked;
  }

  #requireUnlocked(): Unlocked {
    if (this.#unlocked === undefined) throw new AppError("vault.sealed", "The vault is sealed.");
    return this.#unlocked;
  }

  async #sealUnder({ keys, passphrase }: { keys: KeyRing; passphrase: Secret }): Promise<Uint8Array> {
    const derivation = { ...usualCost, salt: this.#random(saltSizeBytes) };
    const unlocked = { derivation, key: await derivePassphraseKey(passphrase, derivation) };
    const bytes = this.#seal(keys, unlocked);
    this.#hold(unlocked);
    return bytes;
  }

  #seal(keys: KeyRing, { derivation, key }: Unlocked): Uint8Array {
    const nonce = this.#random(nonceSizeBytes);
    const plaintext = renderKeyFile(keys);
    try {
      const associatedData = associatedDataOf(derivation);
      // SAFETY: a new nonce for each writing; the key is lent for this one call.
      const body = key.use((bytes) => gcmEncrypt({ key: bytes, nonce, associatedData }, plaintext));
      return renderSealedFile({ derivation, nonce, body });
    } finally {
      plaintext.fill(0);
    }
  }

  #open({ derivation, nonce, body }: ReturnType<typeof parseSealedFile>, key: Secret): KeyRing {
    const associatedData = associatedDataOf(derivation);
    const plaintext = key.use((bytes) => decrypt({ key: bytes, nonce, associatedData }, body, this.path));
    try {
      return parseKeyFile(plaintext, this.path);
    } finally {
      // SAFETY: the ring holds its own copies of the keys.
      plaintext.fill(0);
    }
  }
}

function decrypt(input: Parameters<typeof gcmDecrypt>[0], body: Uint8Array, path: string): Uint8Array {
  try {
    return gcmDecrypt(input, body);
  } catch (error) {
    if (!isAppError(error, "vault.envelope_invalid")) throw error;
    throw new AppError("vault.passphrase_wrong", `The passphrase does not open ${path}.`, { fields: ["passphrase"] });
  }
}
