import type { Database } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, Logger } from "@postern/domain";
import { Secret, Vault } from "@postern/vault";
import type { KeyRing } from "@postern/vault";
import type { ActContexts } from "../../act-context.ts";
import type { AuditService } from "../audit/service.ts";
import type { FindOwners } from "../keys/envelope-owner.ts";
import type { HeldKeys } from "../keys/held-keys.ts";
import { takeIntoUse } from "../keys/service.ts";
import type { SignInLimits } from "../sessions/sign-in-limits.ts";

export interface UnsealParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  /** Counts of its own: tries of the passphrase and of passwords are different things. */
  readonly limits: SignInLimits;
  readonly keys: HeldKeys;
  readonly owners: readonly FindOwners[];
}

/** Gives a sealed server its keys (packages/vault/SPEC.md, section 16). */
export class UnsealService {
  readonly #parts: UnsealParts;
  readonly #waiting: (() => void)[] = [];
  #wrongTries = 0;
  /** One derivation after the other: each takes memory on purpose. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: UnsealParts) {
    this.#parts = parts;
  }

  get isSealed(): boolean {
    return this.#parts.keys.vault.isSealed;
  }

  /** Called once: now, or as soon as the vault is unsealed. */
  whenUnsealed(act: () => void): void {
    if (this.isSealed) this.#waiting.push(act);
    else act();
  }

  /**
   * @throws vault.not_sealed · vault.passphrase_wrong · request.limited after ten tries from one place within five minutes
   * @throws vault.key_wrong · vault.key_term_missing: the right passphrase of other keys. audit.broken · storage.unavailable when it cannot be
   * recorded. The vault stays sealed.
   */
  async unseal(passphrase: string): Promise<void> {
    if (!this.isSealed) throw notSealed();
    const { contexts, limits } = this.#parts;
    const attempt = limits.begin({ email: "vault", address: contexts.current.client.address ?? "", knownDevice: undefined });
    const turn = this.#turn.then(() => this.#unseal(passphrase));
    this.#turn = turn.catch(() => undefined); // who waits behind it is not concerned
    await turn;
    attempt.succeed();
  }

  async #unseal(passphrase: string): Promise<void> {
    // Somebody else was faster.
    if (!this.isSealed) return;
    const { database, clock, audit, keys, owners } = this.#parts;
    const ring = await this.#unlock(passphrase);
    const probe = new Vault(ring.copyWithout());
    try {
      await takeIntoUse({ database, owners }, { seal: keys.seal, vault: probe }, clock.now());
      const detail = { wrongTries: this.#wrongTries };
      // INVARIANT: nobody works with keys before their coming is on record; when it cannot be, the vault stays sealed.
      await audit.withKeys(probe).recordAlone({ actor: null, action: "vault.unseal", targetKind: "vault", targetId: "keys", detail });
    } catch (error) {
      ring.destroy();
      throw error;
    } finally {
      probe.lock();
    }
    keys.vault.take(ring);
    this.#wrongTries = 0;
    for (const act of this.#waiting.splice(0)) act();
  }

  async #unlock(passphrase: string): Promise<KeyRing> {
    const { log, contexts, keys } = this.#parts;
    if (keys.seal.unlock === undefined) throw notSealed();
    using secret = Secret.fromUtf8(passphrase.toWellFormed());
    try {
      return await keys.seal.unlock(secret);
    } catch (error) {
      if (isAppError(error, "vault.passphrase_wrong")) {
        this.#wrongTries += 1;
        log.warn(
          { address: contexts.current.client.address, wrongTries: this.#wrongTries },
          "a wrong passphrase was tried on the sealed vault",
        );
      }
      throw error;
    }
  }
}

function notSealed(): AppError {
  return new AppError("vault.not_sealed", "The vault is not sealed.");
}
