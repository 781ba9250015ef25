import { timingSafeEqual } from "node:crypto";
import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { highestTerm, isTerm, keySizeBytes } from "../envelope/envelope-format.ts";
import { systemRandom } from "../random-bytes.ts";
import type { RandomBytes } from "../random-bytes.ts";
import { Secret } from "../secret.ts";

/** A key that wraps data keys. `key` has 32 bytes. */
export interface MasterKey {
  /** 1 to 2^32−1. */
  readonly term: number;
  readonly key: Secret;
  readonly createdAt: TimeMs;
}

/** Master keys by term. The active one seals; all of them open. Owns its keys: `destroy` wipes them. */
export class KeyRing implements Disposable {
  readonly #keys: Map<number, MasterKey>;
  #activeTerm: number;

  /** @throws vault.key_ring_invalid when a term is out of range or twice, a key has not 32 bytes, or the active term is missing. */
  constructor(keys: readonly MasterKey[], activeTerm: number) {
    for (const { term, key } of keys) requireMasterKey(term, key);
    this.#keys = new Map(keys.map(({ term, key, createdAt }) => [term, { term, key, createdAt }]));
    this.#activeTerm = activeTerm;
    if (this.#keys.size !== keys.length) throw invalid("a term is there twice");
    if (!this.#keys.has(activeTerm)) throw invalid(`no key for the active term ${String(activeTerm)}`);
  }

  /** A ring of one new random key, term 1. */
  static generate(createdAt: TimeMs, random: RandomBytes = systemRandom): KeyRing {
    return new KeyRing([{ term: 1, key: randomKey(random), createdAt }], 1);
  }

  get activeTerm(): number {
    return this.#activeTerm;
  }

  /** Ascending. Empty once destroyed. */
  get terms(): readonly number[] {
    return this.masterKeys.map(({ term }) => term);
  }

  /** Ascending by term. They stay the ring's own. */
  get masterKeys(): readonly MasterKey[] {
    return [...this.#keys.values()].toSorted((one, other) => one.term - other.term);
  }

  get isDestroyed(): boolean {
    return this.#keys.size === 0;
  }

  has(term: number): boolean {
    return this.#keys.has(term);
  }

  /**
   * The key of a term. It stays the ring's own.
   *
   * @throws vault.sealed once the ring is destroyed.
   * @throws vault.key_term_unknown
   */
  getKey(term: number): Secret {
    if (this.isDestroyed) throw new AppError("vault.sealed", "The vault is sealed.");
    const found = this.#keys.get(term);
    if (found !== undefined) return found.key;
    const detail = `term ${String(term)}; the ring holds ${this.terms.join(", ")}`;
    throw new AppError("vault.key_term_unknown", `No key of term ${String(term)} is at hand.`, { detail });
  }

  /**
   * Adds a new random key under the next term and makes it active; gives that term.
   *
   * INVARIANT: the seal must hold the new key durably before anything is sealed with it. So add to a ring that no vault uses
   * yet, store it, and only then hand it to a vault.
   *
   * @throws vault.sealed once the ring is destroyed.
   * @throws vault.key_ring_invalid when no term is left.
   */
  addTerm(createdAt: TimeMs, random: RandomBytes = systemRandom): number {
    if (this.isDestroyed) throw new AppError("vault.sealed", "The vault is sealed.");
    const term = Math.max(...this.#keys.keys()) + 1;
    if (term > highestTerm) throw invalid("no term is left");
    this.#keys.set(term, { term, key: randomKey(random), createdAt });
    this.#activeTerm = term;
    return term;
  }

  /**
   * A ring of its own with the same keys, but for one term. Destroying either leaves the other as it is.
   *
   * @throws vault.key_ring_invalid for the active term. @throws vault.sealed once the ring is destroyed.
   */
  copyWithout(term?: number): KeyRing {
    if (this.isDestroyed) throw new AppError("vault.sealed", "The vault is sealed.");
    const kept = this.masterKeys.filter((each) => each.term !== term);
    const copies = kept.map((each) => ({ ...each, key: each.key.use((bytes) => Secret.fromBytes(bytes)) }));
    return new KeyRing(copies, this.#activeTerm);
  }

  /** Whether no term that both hold has two different keys. */
  agreesWith(other: KeyRing): boolean {
    return this.masterKeys.every(({ term, key }) => !other.has(term) || areSame(key, other.getKey(term)));
  }

  /** Wipes all keys. May be repeated. */
  destroy(): void {
    // SAFETY: every key is wiped before its last reference goes.
    for (const { key } of this.#keys.values()) key.destroy();
    this.#keys.clear();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

function randomKey(random: RandomBytes): Secret {
  const bytes = random(keySizeBytes);
  const key = Secret.fromBytes(bytes);
  // SAFETY: the copy in `key` is the only one left.
  bytes.fill(0);
  return key;
}

// SAFETY: in a time that says nothing of where they differ.
function areSame(one: Secret, other: Secret): boolean {
  return one.use((bytes) => other.use((more) => timingSafeEqual(bytes, more)));
}

function requireMasterKey(term: number, key: Secret): void {
  if (!isTerm(term)) throw invalid(`term ${String(term)}`);
  if (key.byteLength !== keySizeBytes) throw invalid(`the key of term ${String(term)} has ${String(key.byteLength)} bytes`);
}

function invalid(detail: string): AppError {
  return new AppError("vault.key_ring_invalid", "The keys of the vault cannot be used.", { detail });
}
