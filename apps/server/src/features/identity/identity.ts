import type { Query } from "@postern/database";
import type { UserId } from "@postern/domain";

/** What somebody shows to be let in. OpenID Connect, a link by mail and a passkey will be further kinds. */
export interface PasswordProof {
  readonly kind: "password";
  readonly email: string;
  readonly password: string;
}

export type Proof = PasswordProof;

export interface Verified {
  readonly userId: UserId;
  /**
   * Asked in the transaction that lets the person in, and holds their account until it ends: it may have been disabled, or the
   * password replaced, since the proof was looked at.
   *
   * @throws auth.failed
   */
  confirm(query: Query): Promise<void>;
}

/**
 * Finds out who somebody is. Sessions and limits know this port only, so that another way to sign in is one more implementation
 * and one more kind of proof.
 */
export interface Identity {
  /**
   * Whose proof this is. Changes nothing; may be asked many times at once.
   *
   * SAFETY: whatever is wrong with a proof, the answer has the same words and takes the same time, so that nobody learns which
   * addresses have accounts.
   *
   * @throws auth.failed for everybody who cannot sign in this way, accounts that are disabled, invited or removed included.
   */
  verify(proof: Proof): Promise<Verified>;
}
