import type { CredentialExpiryService } from "../features/credentials/expiry-service.ts";
import type { Reconciler } from "./driver.ts";

/** Says of credentials that they end soon, and that they have ended. Nothing stops because of that date: it is what their owner noted. */
export class ExpiryReconciler implements Reconciler {
  readonly name = "credential-expiry";
  readonly intervalMs = 600_000;
  readonly #expiry: CredentialExpiryService;

  constructor(expiry: CredentialExpiryService) {
    this.#expiry = expiry;
  }

  step(): Promise<void> {
    return this.#expiry.remind();
  }
}
