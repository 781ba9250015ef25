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
  /**
   * The ring that the seal holds now, as a ring of its own; undefined when it cannot be had. Asked when a term is met that the vault does not know:
   * another process may have added it. Must not throw, and decides itself how often it looks.
   */
  readonly reread?: () => KeyRing | undefined;
}

type WrappedKey = Pick<Envelope, "term" | "wrapNonce" | "wrappedKey">;

/** Seals secrets into envelopes and opens them again (SPEC.md, section 3). Synchronous, and keeps nothing but the key ring. */
export class Vault implements Disposable {
  #held: KeyRing | undefined;
  #hashKeys: HashKeys | undefined;
  readonly #random: RandomBytes;
  readonly #reread: () => KeyRing | undefined;

  /** Takes the ring over: `lock` wipes it. Without one the vault is sealed until it is given one. */
  constructor(keys: KeyRing | undefined, options: VaultOptions = {}) {
    this.#hold(keys);
    this.#random = options.random ?? systemRandom;
    this.#reread = options.reread ?? (() => undefined);
  }

  /** Whether the keys are not there, so that nothing can be sealed or opened. */
  get isSealed(): boolean {
    return this.#held === undefined || this.#held.isDestroyed;
  }

  /** The term that seals and hashes today. @throws vault.sealed */
  get activeTerm(): number {
    return this.#keys.activeTerm;
  }

  /** All terms that open, ascending. @throws vault.sealed */
  get terms(): readonly number[] {
    return this.#keys.terms;
  }

  /** Whether a term opens here. Looks into the seal for one that is not known. @throws vault.sealed */
  knows(term: number): boolean {
    this.#learn(term);
    return this.#keys.has(term);
  }

  /**
   * Takes another ring over and wipes the one before: a term was added or dropped, or the vault is unsealed. What was sealed under a
   * term of both opens as before.
   *
   * INVARIANT: the seal holds this ring durably already. What is sealed from here on could otherwise be lost.
   *
   * @throws vault.key_wrong when a term of both has two different keys: a seal of something else. The vault stays as it is, the given ring is wiped.
   */
  take(keys: KeyRing): void {
    if (keys === this.#held) return;
    if (this.#held?.agreesWith(keys) === false) {
      keys.destroy();
      throw new AppError("vault.key_wrong", "The keys are not those that the vault works with.");
    }
    this.lock();
    this.#hold(keys);
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
  keyedHash(purpose: string, message: Uint8Array, term: number = this.activeTerm): KeyedHash {
    this.#learn(term);
    if (this.#hashKeys === undefined) throw vaultSealed();
    return this.#hashKeys.hash(term, purpose, message);
  }

  /** Wipes the keys. May be repeated. Afterwards every call throws `vault.sealed`, until `take` gets a new ring from the seal. */
  lock(): void {
    this.#hashKeys?.destroy();
    this.#held?.destroy();
  }

  [Symbol.dispose](): void {
    this.lock();
  }

  get #keys(): KeyRing {
    if (this.#held === undefined || this.#held.isDestroyed) throw vaultSealed();
    return this.#held;
  }

  #hold(keys: KeyRing | undefined): void {
    this.#held = keys;
    this.#hashKeys = keys === undefined ? undefined : new HashKeys(keys);
  }

  #requireUnsealed(): void {
    if (this.isSealed) throw vaultSealed();
  }

  /** Looks into the seal for a term that is not known. What the seal holds is taken only if it has that term and fits. */
  #learn(term: number): void {
    const known = this.#keys;
    if (known.has(term)) return;
    const newer = this.#reread();
    if (newer === undefined) return;
    if (newer.has(term) && known.agreesWith(newer)) this.take(newer);
    else newer.destroy();
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
    this.#learn(term);
    const associatedData = binding.forWrap(term);
    // SAFETY: the master key is lent for this one call; the caller wipes the data key that comes out.
    return this.#keys.getKey(term).use((key) => gcmDecrypt({ key, nonce: wrapNonce, associatedData }, wrappedKey));
  }
}

function vaultSealed(): AppError {
  return new AppError("vault.sealed", "The vault is sealed.");
}
