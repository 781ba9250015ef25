import type { KeyRing } from "../keys/key-ring.ts";
import type { Secret } from "../secret.ts";

/** What protects the master keys. */
export interface Seal {
  /** What an administrator calls it: "the key file /path". Nothing secret. */
  readonly name: string;
  /**
   * Of seals that need a word from a person: gives the keys, and from then on the seal opens by itself. May be repeated; one at a time, because it costs
   * memory on purpose.
   *
   * @throws vault.passphrase_wrong
   */
  unlock?(passphrase: Secret): Promise<KeyRing>;
  /** Whether `unlock` has to come first. */
  readonly isLocked: boolean;
  /**
   * The master keys, in a new ring that is the caller's to destroy. May be repeated and may run twice at once.
   *
   * Rejects with an `AppError` that names the cure. A seal that is only out of reach for now (a key service that does not answer)
   * rejects with kind `unavailable`; any other kind means that asking again will not help.
   */
  unseal(): Promise<KeyRing>;
  /** The same at once, for who meets a term that is not known; blocks for as long as one small file takes to read. @throws as `unseal` rejects */
  unsealNow(): KeyRing;
  /**
   * Holds these keys instead, durably when it resolves: what is read back has been compared. They stay the caller's. When it rejects, the seal holds the old
   * keys or the new ones, and is whole.
   *
   * INVARIANT: whoever calls it holds the rows of the check records: two at once would lose a term of one.
   *
   * @throws vault.seal_read_only for a seal that we cannot write. @throws vault.key_file_failed
   */
  replace(keys: KeyRing): Promise<void>;
}
