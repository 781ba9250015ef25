import { AppError } from "@postern/domain";
import { gcmDecrypt, gcmEncrypt } from "./envelope/aes-gcm.ts";
import { bindTo } from "./envelope/associated-data.ts";
import type { Binding, SealContext } from "./envelope/associated-data.ts";
import { keySizeBytes, maxSecretSizeBytes, nonceSizeBytes, parseEnvelope, renderEnvelope } from "./envelope/envelope-format.ts";
import type { Envelope } from "./envelope/envelope-format.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import { HashKeys } from "./keys/keyed-hash.ts";
import type { KeyedHash } from "./keys/keyed-hash.ts";
import { systemRandom } from "./random-bytes.ts";
import type { RandomBytes } from "./random-bytes.ts";
import { Secret } from "./secret.ts";

export interface VaultOptions {
  readonly random?: RandomBytes;
}

type WrappedKey = Pick<Envelope, "term" | "wrapNonce" | "wrappedKey">;

/** Seals secrets into envelopes and opens them again (SPEC.md, section 3). Synchronous, and keeps nothing but the key ring. */
export class Vault implements Disposable {
  readonly #keys: KeyRing;
  readonly #random: RandomBytes;
  readonly #hashKeys: HashKeys;

  /** Takes the ring over: `lock` wipes it. */
  constructor(keys: KeyRing, options: VaultOptions = {}) {
    this.#keys = keys;
    this.#hashKeys = new HashKeys(keys);
    this.#random = options.random ?? systemRandom;
  }

  /** Whether the keys are gone, so that nothing can be sealed or opened. */
  get isSealed(): boolean {
    return this.#keys.isDestroyed;
  }

  /** The term that seals and hashes today. @throws vault.sealed */
  get activeTerm(): number {
    this.#requireUnsealed();
    return this.#keys.activeTerm;
  }

  /**
   * A new envelope, with a new data key, that opens only under the same context. The secret stays the caller's.
   *
   * @throws vault.sealed · vault.context_invalid · vault.secret_destroyed
   * @throws vault.secret_too_large above 1 MiB.
   */
  seal(secret: Secret, context: SealContext): Uint8Array {
    this.#requireUnsealed();
    if (secret.byteLength > maxSecretSizeBytes) {
      throw new AppError("vault.secret_too_large", "The secret is larger than 1 MiB.", { detail: `${String(secret.byteLength)} bytes` });
    }

    const binding = bindTo(context);
    const dataKey = this.#random(keySizeBytes);
    try {
      const bodyNonce = this.#random(nonceSizeBytes);
      const cipher = { key: dataKey, nonce: bodyNonce, associatedData: binding.forBody };
      const body = secret.use((plaintext) => gcmEncrypt(cipher, plaintext));
      return renderEnvelope({ ...this.#wrap(dataKey, binding), bodyNonce, body });
    } finally {
      // SAFETY: the data key lives on only as wrapped.
      dataKey.fill(0);
    }
  }

  /**
   * The secret of an envelope. The caller destroys it after use.
   *
   * @throws vault.sealed · vault.context_invalid
   * @throws vault.envelope_invalid when it is damaged, forged, of another context, or made with another key of the same term.
   * @throws vault.key_term_unknown when the ring does not hold its term.
   */
  open(envelope: Uint8Array, context: SealContext): Secret {
    this.#requireUnsealed();
    const binding = bindTo(context);
    const parts = parseEnvelope(envelope);
    const dataKey = this.#unwrap(parts, binding);
    try {
      const plaintext = gcmDecrypt({ key: dataKey, nonce: parts.bodyNonce, associatedData: binding.forBody }, parts.body);
      const secret = Secret.fromBytes(plaintext);
      // SAFETY: the copy in `secret` is the only one left.
      plaintext.fill(0);
      return secret;
    } finally {
      // SAFETY: the data key is done with, whether the body opened or not.
      dataKey.fill(0);
    }
  }

  /**
   * The same envelope under the active term. The body is neither read nor changed, so it is not checked either. An envelope that
   * has the active term already comes back as it is, so that an interrupted rotation can be run again.
   *
   * @throws as `open`, except that a damaged body goes unnoticed.
   */
  rewrap(envelope: Uint8Array, context: SealContext): Uint8Array {
    this.#requireUnsealed();
    const binding = bindTo(context);
    const parts = parseEnvelope(envelope);
    const dataKey = this.#unwrap(parts, binding);
    try {
      const isCurrent = parts.term === this.#keys.activeTerm;
      return renderEnvelope(isCurrent ? parts : { ...parts, ...this.#wrap(dataKey, binding) });
    } finally {
      // SAFETY: the data key lives on only as wrapped.
      dataKey.fill(0);
    }
  }

  /**
   * A hash of a message that nobody makes or checks without the keys, for one purpose: hashes for different purposes or of different
   * terms have nothing in common. Under the active term, unless an older hash is to be made again. Reveals nothing of the message.
   *
   * @throws vault.sealed · vault.purpose_invalid · vault.key_term_unknown
   */
  keyedHash(purpose: string, message: Uint8Array, term: number = this.#keys.activeTerm): KeyedHash {
    this.#requireUnsealed();
    return this.#hashKeys.hash(term, purpose, message);
  }

  /** Wipes the keys. May be repeated. Afterwards every call throws `vault.sealed`; a new vault needs a new ring from the seal. */
  lock(): void {
    this.#hashKeys.destroy();
    this.#keys.destroy();
  }

  [Symbol.dispose](): void {
    this.lock();
  }

  #requireUnsealed(): void {
    if (this.isSealed) throw new AppError("vault.sealed", "The vault is sealed.");
  }

  #wrap(dataKey: Uint8Array, binding: Binding): WrappedKey {
    const term = this.#keys.activeTerm;
    const wrapNonce = this.#random(nonceSizeBytes);
    const associatedData = binding.forWrap(term);
    // SAFETY: the master key is lent for this one call.
    const wrappedKey = this.#keys.getKey(term).use((key) => gcmEncrypt({ key, nonce: wrapNonce, associatedData }, dataKey));
    return { term, wrapNonce, wrappedKey };
  }

  #unwrap({ term, wrapNonce, wrappedKey }: WrappedKey, binding: Binding): Uint8Array {
    const associatedData = binding.forWrap(term);
    // SAFETY: the master key is lent for this one call; the caller wipes the data key that comes out.
    return this.#keys.getKey(term).use((key) => gcmDecrypt({ key, nonce: wrapNonce, associatedData }, wrappedKey));
  }
}
