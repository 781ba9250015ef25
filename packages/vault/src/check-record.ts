import { isAppError } from "@postern/domain";
import type { SealContext } from "./envelope/associated-data.ts";
import { Secret } from "./secret.ts";
import type { Vault } from "./vault.ts";

const text = "postern-vault/check/1";

/** Tells a right key from a wrong one of the same term (SPEC.md, section 14). */
export interface CheckRecord {
  readonly term: number;
  readonly envelope: Uint8Array;
}

/** The check record of the active term. @throws vault.sealed */
export function makeCheckRecord(vault: Vault): CheckRecord {
  const term = vault.activeTerm;
  using secret = Secret.fromUtf8(text);
  return { term, envelope: vault.seal(secret, contextOf(term)) };
}

/** Whether the vault has the key with which a record was made. @throws vault.sealed */
export function opensCheckRecord(vault: Vault, { term, envelope }: CheckRecord): boolean {
  try {
    using secret = vault.open(envelope, contextOf(term));
    return secret.useText((found) => found === text);
  } catch (error) {
    if (isAppError(error, "vault.envelope_invalid") || isAppError(error, "vault.key_term_unknown")) return false;
    throw error;
  }
}

function contextOf(term: number): SealContext {
  return { recordId: `term/${String(term)}`, scope: "vault", provider: "check" };
}
