import type { KeyRing } from "../keys/key-ring.ts";

/** What protects the master keys. A key file today; a passphrase, the environment or a key service are other seals. */
export interface Seal {
  /**
   * The master keys, in a new ring that is the caller's to destroy. May be repeated and may run twice at once.
   *
   * Rejects with an `AppError` that names the cure. A seal that is only out of reach for now (a key service that does not answer)
   * rejects with kind `unavailable`; any other kind means that asking again will not help.
   */
  unseal(): Promise<KeyRing>;
}
