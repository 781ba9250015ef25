import { isAppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { AuditService } from "../features/audit/service.ts";
import type { AuditTrail } from "../features/audit/trail.ts";
import type { Reconciler } from "./driver.ts";

export interface AuditReconcilerParts {
  readonly log: Logger;
  readonly audit: AuditService;
  readonly trail: AuditTrail;
  /** 0: for ever. */
  readonly retentionDays: number;
}

/** Begins the chain of the trail, has the newest entry remembered outside of the database, and removes what is too old. */
export class AuditReconciler implements Reconciler, AsyncDisposable {
  readonly name = "audit";
  readonly intervalMs = 60_000;
  readonly #parts: AuditReconcilerParts;

  constructor(parts: AuditReconcilerParts) {
    this.#parts = parts;
  }

  async step(): Promise<void> {
    const { audit, trail, retentionDays } = this.#parts;
    await audit.begin();
    // Before the removal, so that the entry that the witness knows is still there to compare.
    await trail.witness();
    await trail.removeOld(retentionDays);
  }

  /** What was recorded since the last step is remembered, too. Call it when the loop has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#parts.trail.witness();
    } catch (error) {
      // A vault that was sealed all the time has let nothing be recorded.
      if (isAppError(error, "vault.sealed")) return;
      // It is only good to have: a storage that is away already must not keep the server from closing in order.
      this.#parts.log.error({ error }, "the end of the audit trail could not be remembered");
    }
  }
}
