import { isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { KeyRing } from "../keys/key-ring.ts";
import { systemRandom } from "../random-bytes.ts";
import type { RandomBytes } from "../random-bytes.ts";
import { readClosedFile, replaceFile, writeNewFile } from "./closed-file.ts";
import { parseKeyFile, renderKeyFile } from "./key-file-format.ts";
import type { Seal } from "./seal.ts";

export interface KeyFileOptions {
  /** Gives the creation time that is noted beside the key. */
  readonly clock: Pick<Clock, "now">;
  readonly random?: RandomBytes;
}

/** Master keys in a file that only the running account may read (SPEC.md, section 6). */
export class KeyFileSeal implements Seal {
  readonly path: string;
  readonly isLocked = false;
  readonly name: string;

  private constructor(path: string) {
    this.path = path;
    this.name = `the key file ${path}`;
  }

  /**
   * Makes a key file with one new random key, complete and durable when it resolves.
   *
   * @throws vault.key_file_exists when something has that name already. It stays as it was.
   * @throws vault.key_file_failed when the folder is missing, closed, or on a full disk. No key file is there then.
   */
  static async create(path: string, options: KeyFileOptions): Promise<KeyFileSeal> {
    using ring = KeyRing.generate(options.clock.now(), options.random ?? systemRandom);
    return await KeyFileSeal.createFor(path, ring);
  }

  /** The same for keys that there are already, from another seal. They stay the caller's. @throws as `create` */
  static async createFor(path: string, keys: KeyRing): Promise<KeyFileSeal> {
    const bytes = renderKeyFile(keys);
    try {
      await writeNewFile(path, bytes);
    } finally {
      // SAFETY: the text of the keys is only in the file now.
      bytes.fill(0);
    }
    return new KeyFileSeal(path);
  }

  /** A key file that exists. Looks at it already, so that a file that cannot be used is refused now; throws as `unseal`. */
  static async open(path: string): Promise<KeyFileSeal> {
    const seal = new KeyFileSeal(path);
    using _ring = await seal.unseal();
    return seal;
  }

  /**
   * The key file, made if nothing has that name. May run twice at once: both get the same file.
   *
   * INVARIANT: not for a database that holds envelopes already. A new key beside them opens none; there, use `open`.
   *
   * @throws as `open` and `create`.
   */
  static async ensure(path: string, options: KeyFileOptions): Promise<KeyFileSeal> {
    try {
      // First of all the file that is there: its folder may be read-only, as a mounted secret is.
      return await KeyFileSeal.open(path);
    } catch (error) {
      if (!isAppError(error, "vault.key_file_missing")) throw error;
    }
    try {
      return await KeyFileSeal.create(path, options);
    } catch (error) {
      // Somebody else was faster, and their file is complete.
      if (isAppError(error, "vault.key_file_exists")) return await KeyFileSeal.open(path);
      throw error;
    }
  }

  /** @throws vault.key_file_missing · vault.key_file_failed · vault.key_file_invalid · vault.key_file_open · vault.key_file_foreign */
  async unseal(): Promise<KeyRing> {
    return this.unsealNow();
  }

  unsealNow(): KeyRing {
    const bytes = readClosedFile(this.path);
    try {
      return parseKeyFile(bytes, this.path);
    } finally {
      // SAFETY: the ring holds its own copies of the keys.
      bytes.fill(0);
    }
  }

  async replace(keys: KeyRing): Promise<void> {
    const bytes = renderKeyFile(keys);
    try {
      await replaceFile(this.path, bytes);
    } finally {
      // SAFETY: the text of the keys is only in the file now.
      bytes.fill(0);
    }
  }
}
