import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { makeCheckRecord, Vault } from "@postern/vault";
import type { CheckRecord, KeyRing, Seal } from "@postern/vault";
import type { AuditService } from "../audit/service.ts";
import type { AuditTrail } from "../audit/trail.ts";
import { requireRightKeys, takeIntoUse } from "./check-keys.ts";
import { describeKeys } from "./describe-keys.ts";
import type { DescribedKeys } from "./describe-keys.ts";
import { dropTerm } from "./drop-term.ts";
import type { FindOwners } from "./envelope-owner.ts";
import type { HeldKeys } from "./held-keys.ts";
import { keysEntry } from "./keys-entry.ts";
import { rewrapBatch } from "./rewrap-batch.ts";
import type { BatchOutcome } from "./rewrap-batch.ts";
import * as store from "./store.ts";
import { verifyEnvelopes } from "./verify-envelopes.ts";
import type { VerifiedEnvelopes } from "./verify-envelopes.ts";

export { takeIntoUse } from "./check-keys.ts";

export interface KeyParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly trail: Pick<AuditTrail, "witness">;
  /** Every feature that stores envelopes. */
  readonly owners: readonly FindOwners[];
  /** Asked when something is done, so that a command that needs no keys asks for none. */
  readonly openKeys: () => Promise<HeldKeys>;
  /** Told after the fact: pages look again, and the work goes on at once. */
  readonly onChanged?: () => void;
}

/** Looks after master keys: which there are, what they seal, and the rotation that brings everything over to a new one. */
export class KeyService {
  readonly #parts: KeyParts;
  #trouble: AppError | undefined;

  constructor(parts: KeyParts) {
    this.#parts = parts;
  }

  /** Holds the keys against what was sealed here. @throws vault.key_wrong · vault.key_term_missing and what the seal throws */
  async requireRight(): Promise<void> {
    const { database, owners, openKeys } = this.#parts;
    await requireRightKeys(database.query, await openKeys(), owners);
  }

  async describe(): Promise<DescribedKeys> {
    return describeKeys(this.#parts, await this.#parts.openKeys(), this.#trouble);
  }

  /**
   * Makes a new term and begins to bring everything over to it. Gives the term. Nothing is re-wrapped here: `rewrapSome` does that.
   *
   * INVARIANT: the seal holds the new key durably before the commit, and nothing uses it before (packages/vault/SPEC.md, section 15).
   *
   * @throws vault.rotating while another one runs. @throws vault.seal_read_only · vault.key_file_failed. Nothing was changed then.
   * @throws vault.sealed · vault.key_wrong · vault.key_term_missing
   */
  async rotate(actor: UserId | null): Promise<number> {
    const { database, clock, audit } = this.#parts;
    const keys = await this.#openRight();
    const term = await database.transaction(async ({ query }) => {
      const known = await store.holdTerms(query);
      await this.#refuseRunning(query);
      const record = await ensureNewTerm(query, keys, { newest: Math.max(0, ...known.map((each) => each.term)), now: clock.now() });
      await store.insertTerm(query, { term: record.term, check_record: record.envelope, created_at: clock.now(), dropped_at: null });
      await this.#begin(query, actor, record.term);
      await audit.record(query, keysEntry(actor, "keys.rotate", { term: record.term }));
      return record.term;
    });
    keys.vault.take(await keys.seal.unseal());
    this.#changed();
    return term;
  }

  /**
   * Ends the re-wrapping between two steps; every record opens as before. May be repeated.
   *
   * @throws vault.nothing_to_rewrap when none runs and none was stopped.
   */
  async stop(actor: UserId | null): Promise<void> {
    const { database, clock, audit } = this.#parts;
    await database.transaction(async ({ query }) => {
      const rotation = await store.holdRotation(query, database.engine);
      if (rotation === undefined || rotation.state === "done") throw nothingToRewrap();
      if (rotation.state === "stopped") return;
      await store.updateRotation(query, rotation.id, { state: "stopped", changed_at: clock.now() });
      await audit.record(query, keysEntry(actor, "keys.stop", { term: rotation.term }));
    });
    this.#changed();
  }

  /**
   * Goes on with what was stopped, and takes up what is not on the active term although nothing runs: what failed is tried once more. May be repeated.
   *
   * @throws vault.nothing_to_rewrap when everything has the active term.
   */
  async resume(actor: UserId | null): Promise<void> {
    const { database, clock, audit } = this.#parts;
    const { vault } = await this.#openRight();
    await database.transaction(async ({ query }) => {
      const rotation = await store.holdRotation(query, database.engine);
      if (rotation?.state === "running") return;
      const term = vault.activeTerm;
      await store.forgetProblems(query);
      if (rotation?.state !== "stopped" && !(await store.hasOlder(query, term))) throw nothingToRewrap();
      if (rotation?.term === term) {
        await store.updateRotation(query, rotation.id, { state: "running", place: "", changed_at: clock.now() });
      } else {
        await this.#begin(query, actor, term);
      }
      await audit.record(query, keysEntry(actor, "keys.resume", { term }));
    });
    this.#changed();
  }

  /** One step of the re-wrapping. May be repeated, and may run in several processes at once. @throws as `rewrapBatch` */
  async rewrapSome(): Promise<BatchOutcome> {
    const { audit } = this.#parts;
    const { vault } = await this.#parts.openKeys();
    try {
      const outcome = await rewrapBatch(this.#parts, vault, async (query, { term, done_count }) => {
        const problems = await store.countProblems(query, term);
        await audit.record(query, keysEntry(null, "keys.finish", { term, done: done_count, ...problems }));
      });
      this.#trouble = undefined;
      return outcome;
    } catch (error) {
      this.#trouble = error instanceof AppError ? error : new AppError("server.internal", "Re-wrapping stopped for now.", { cause: error });
      throw error;
    }
  }

  /** Takes the newest term over that somebody else has taken into use; nothing happens when the seal does not hold it. */
  async refresh(): Promise<void> {
    const { vault } = await this.#parts.openKeys();
    const terms = await store.listTerms(this.#parts.database.query);
    vault.knows(Math.max(vault.activeTerm, ...terms.map(({ term }) => term)));
  }

  /** Opens every record once, and changes nothing. */
  async verify(): Promise<VerifiedEnvelopes> {
    const keys = await this.#parts.openKeys();
    await requireRightKeys(this.#parts.database.query, keys, this.#parts.owners);
    return verifyEnvelopes(this.#parts, keys.vault);
  }

  /**
   * Takes a term out of the seal for ever. That no backup needs it is for whoever asks to know. May be repeated, as long as the seal holds it.
   *
   * @throws vault.term_not_found · vault.term_in_use saying what needs it · vault.seal_read_only · vault.key_file_failed
   */
  async drop(actor: UserId | null, term: number): Promise<void> {
    await dropTerm(this.#parts, await this.#parts.openKeys(), { actor, term });
    this.#changed();
  }

  // A command beside the server may be the first to use what a cut-short rotation left in the seal.
  async #openRight(): Promise<HeldKeys> {
    const { database, owners, clock, openKeys } = this.#parts;
    const keys = await openKeys();
    await takeIntoUse({ database, owners }, keys, clock.now());
    return keys;
  }

  /**
   * Has the keys written somewhere else while nobody adds a term, and records that. The ring is lent for the call. When the writing fails nothing is recorded.
   */
  async copyKeys(to: string, write: (ring: KeyRing, seal: Seal) => Promise<void>): Promise<void> {
    const { database, audit } = this.#parts;
    const { seal } = await this.#openRight();
    await database.transaction(async ({ query }) => {
      await store.holdTerms(query);
      using ring = await seal.unseal();
      await write(ring, seal);
      await audit.record(query, keysEntry(null, "keys.copy", { to }));
    });
  }

  async #refuseRunning(query: Query): Promise<void> {
    const rotation = await store.holdRotation(query, this.#parts.database.engine);
    if (rotation?.state !== "running") return;
    throw new AppError("vault.rotating", `Records are being brought over to term ${String(rotation.term)}.`);
  }

  async #begin(query: Query, actor: UserId | null, term: number): Promise<void> {
    const last = await store.findRotation(query);
    const now = this.#parts.clock.now();
    const fresh = { state: "running", place: "", done_count: 0, started_by: actor, started_at: now, changed_at: now } as const;
    await store.insertRotation(query, { ...fresh, id: (last?.id ?? 0) + 1, term });
    await store.forgetProblems(query);
  }

  #changed(): void {
    this.#parts.onChanged?.();
  }
}

/**
 * Has a term in the seal that no check record knows: the one that a cut-short rotation left there, or a new one. Gives its record, made with the
 * key as it is stored: what is not in the seal must never be used.
 */
async function ensureNewTerm(query: Query, { vault, seal }: HeldKeys, at: { newest: number; now: number }): Promise<CheckRecord> {
  using ring = await seal.unseal();
  using sealed = new Vault(ring.copyWithout());
  await requireRightKeys(query, { vault: sealed, seal }, []);
  if (ring.activeTerm <= at.newest) {
    ring.addTerm(at.now);
    await seal.replace(ring);
  }
  using stored = new Vault(await seal.unseal());
  if (!vault.terms.every((term) => stored.terms.includes(term)) || stored.activeTerm <= at.newest) {
    throw new AppError("vault.key_file_failed", `The new key in ${seal.name} does not read back.`);
  }
  return makeCheckRecord(stored);
}

function nothingToRewrap(): AppError {
  return new AppError("vault.nothing_to_rewrap", "Nothing waits for being brought over to the active key.");
}
