import { inspect } from "node:util";
import { AppError } from "@postern/domain";

const shown = "[secret]";

/**
 * Bytes that nobody sees by accident: printing, logging, serialising, cloning and spreading a
 * `Secret` give `[secret]` or nothing. The bytes are reached only through `use` and `useText`.
 *
 * Two secrets look equal to a deep comparison, because nothing of them can be looked at.
 */
export class Secret implements Disposable {
  // SAFETY: a `#private` field, not `private`: no property access, inspection or clone reaches it.
  #bytes: Uint8Array | undefined;

  /** Takes the array over: nobody else may hold it. */
  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    Object.freeze(this);
  }

  /**
   * The UTF-8 form of a text. The text itself cannot be wiped; let go of it soon.
   *
   * @throws vault.secret_not_text for unpaired surrogates, which UTF-8 would silently replace.
   */
  static fromUtf8(text: string): Secret {
    if (!text.isWellFormed()) throw new AppError("vault.secret_not_text", "The secret is not a valid text.");
    return new Secret(new TextEncoder().encode(text));
  }

  /** A copy of the bytes. The caller's array stays the caller's, to wipe. */
  static fromBytes(bytes: Uint8Array): Secret {
    // SAFETY: a new buffer of its own. `Buffer.from` would put the copy into memory that is shared with unrelated buffers.
    return new Secret(Uint8Array.from(bytes));
  }

  /** 0 once destroyed. */
  get byteLength(): number {
    return this.#bytes?.byteLength ?? 0;
  }

  /**
   * The one way in. `act` gets the held bytes themselves, so that no copy is left behind: it must not
   * change them, nor keep them longer than the secret lives.
   *
   * @throws vault.secret_destroyed
   */
  use<T>(act: (bytes: Uint8Array) => T): T {
    if (this.#bytes === undefined) throw new AppError("vault.secret_destroyed", "The secret was wiped already.");
    return act(this.#bytes);
  }

  /**
   * As `use`, with the bytes read as UTF-8. The text cannot be wiped: pass it on and let go of it.
   *
   * @throws vault.secret_destroyed
   * @throws vault.secret_not_text when the bytes are not UTF-8.
   */
  useText<T>(act: (text: string) => T): T {
    return act(this.use(decodeUtf8));
  }

  /** Wipes the bytes. May be repeated. Every later use throws. */
  destroy(): void {
    // SAFETY: zeros over the held bytes before the only reference goes.
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.toPrimitive](): string {
    return shown;
  }

  get [Symbol.toStringTag](): string {
    return "Secret";
  }

  [inspect.custom](): string {
    return shown;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // A leading byte order mark belongs to the secret and must come back.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // SAFETY: the decoder's own error is not passed on as a cause, whatever it may say of the bytes.
    throw new AppError("vault.secret_not_text", "The secret is not a valid text.");
  }
}
