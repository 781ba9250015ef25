import type { Clock, Logger } from "@postern/domain";
import { isAppError, toCredentialId, toUserId } from "@postern/domain";
import { asksOutside } from "../features/credentials/checks/first-check.ts";
import { hostOfCheck } from "../features/credentials/checks/host-of-check.ts";
import type { CredentialCheckService } from "../features/credentials/checks/service.ts";
import type { Reconciler } from "./driver.ts";
import { OngoingWork } from "./ongoing-work.ts";

type Due = Awaited<ReturnType<CredentialCheckService["listDue"]>>[number];

export interface CredentialCheckReconcilerParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly checks: Pick<CredentialCheckService, "listDue" | "check" | "putOff">;
  /** Asks for another step soon. */
  readonly wake: () => void;
}

const listed = 1000;
const hostsAtOnce = { all: 10, perOwner: 4 };
const ofOneHost = 20;
/** Between two questions to one host. */
const spacingMs = 1000;
/** For the others of a host that does not answer. */
const pauseMs = 300_000;
const silentInARow = 2;

/**
 * Asks about every credential whose time has come: new and edited ones at once, the others every half day. Hosts are asked beside each
 * other, and each of them one question after the other, so that many credentials of one host are no attack on it.
 */
export class CredentialCheckReconciler implements Reconciler, AsyncDisposable {
  readonly name = "credential-checks";
  readonly intervalMs = 60_000;
  readonly #parts: CredentialCheckReconcilerParts;
  readonly #ongoing: OngoingWork;

  constructor(parts: CredentialCheckReconcilerParts) {
    this.#parts = parts;
    this.#ongoing = new OngoingWork(parts.log, hostsAtOnce);
  }

  async step(signal: AbortSignal): Promise<void> {
    const due = await this.#parts.checks.listDue(listed);
    for (const [host, rows] of Map.groupBy(due, hostOfCheck)) {
      const owner = toUserId(rows[0]?.user_id ?? 0);
      this.#ongoing.start({ key: host, owner }, () => this.#askHost(rows, signal));
    }
  }

  /** Resolves when no host is being asked. */
  idle(): Promise<void> {
    return this.#ongoing.idle();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ongoing[Symbol.asyncDispose]();
  }

  async #askHost(rows: readonly Due[], signal: AbortSignal): Promise<void> {
    let silent = 0;
    for (const [index, row] of rows.slice(0, ofOneHost).entries()) {
      if (signal.aborted) return;
      if (silent >= silentInARow) return this.#parts.checks.putOff(rows.slice(index), pauseMs);
      silent = (await this.#isSilent(row)) ? silent + 1 : 0;
      // After the last one, too: the next stretch of this host begins at once.
      if (asksOutside(row.provider)) await this.#parts.clock.sleep(spacingMs, signal);
    }
    // The others of this host, and those that came while it was asked.
    this.#parts.wake();
  }

  async #isSilent(row: Due): Promise<boolean> {
    try {
      const { outcome } = await this.#parts.checks.check(toCredentialId(row.id), null);
      return outcome.kind === "inconclusive" && asksOutside(row.provider);
    } catch (error) {
      if (!isAppError(error, "credential.not_found")) throw error;
      // Deleted since it was listed.
      return false;
    }
  }
}
