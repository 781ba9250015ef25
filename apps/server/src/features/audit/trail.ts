import type { Database } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, Logger } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { hasBegun, isGenuine, readState } from "./chain/chain-state.ts";
import type { StoredState } from "./chain/chain-state.ts";
import { trailHasher } from "./chain/trail-hasher.ts";
import type { TrailHasher } from "./chain/trail-hasher.ts";
import type { WitnessFile } from "./chain/witness.ts";
import { linkAnew } from "./begin-anew.ts";
import { removeOldEntries } from "./retention.ts";
import type { AuditService } from "./service.ts";
import type { Link, Remembered } from "./verify/chain-walk.ts";
import type { Finding } from "./verify/finding.ts";
import { verifyTrail } from "./verify/verify-trail.ts";
import type { Verification } from "./verify/verify-trail.ts";

export interface TrailParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditService;
  readonly openVault: () => Promise<Pick<Vault, "activeTerm" | "keyedHash">>;
  readonly witness: WitnessFile;
}

/** The trail as a whole: whether it is as it was written, and what becomes of its oldest entries. */
export class AuditTrail {
  readonly #parts: TrailParts;
  #complaint: string | undefined;

  constructor(parts: TrailParts) {
    this.#parts = parts;
  }

  /** Follows the whole chain, also beside a running server. `noted`: a place that somebody wrote down elsewhere. */
  async verify(noted?: Link): Promise<Verification> {
    const hasher = await this.#hasher();
    const witness = await this.#parts.witness.read(hasher);
    const remembered: Remembered[] = noted === undefined ? [] : [{ ...noted, by: "was noted" }];
    if (witness.kind === "seen") remembered.push({ ...witness.seen, by: `was there on ${new Date(witness.seen.at).toISOString()}` });
    const verification = await verifyTrail({ query: this.#parts.database.query, hasher, remembered });
    return witness.kind === "forged" ? { ...verification, findings: [...verification.findings, witnessForged] } : verification;
  }

  /**
   * After a break: marks what does not fit, chains all entries that are there anew, and records what was found. Gives that.
   *
   * @throws audit.whole when nothing is wrong.
   */
  async beginAnew(): Promise<Verification> {
    const { database, clock, audit, witness } = this.#parts;
    const verification = await this.verify();
    if (verification.findings.length === 0) throw new AppError("audit.whole", "The audit trail is whole; there is nothing to begin anew.");
    const hasher = await this.#hasher();
    const seen = await witness.read(hasher);
    const above = Math.max(verification.newest.number, seen.kind === "seen" ? seen.seen.number : 0);
    await database.transaction(async ({ query }) => {
      await linkAnew(query, { engine: database.engine, hasher, now: clock.now(), above, verification });
      await audit.record(query, { ...beginAnewEntry, detail: countFindings(verification) });
    });
    const state = await readState(database.query);
    if (state !== undefined) await witness.write(hasher, { number: state.newest_number, hash: state.newest_hash, at: clock.now() });
    return verification;
  }

  /** Removes what is older than the trail is kept, once it is a day older. Gives how many entries went. @throws audit.broken */
  async removeOld(keepDays: number): Promise<number> {
    const { database, clock, audit } = this.#parts;
    return removeOldEntries({ database, audit, hasher: await this.#hasher(), now: clock.now(), keepDays });
  }

  /**
   * Moves the witness on to the newest entry, unless the chain does not lead there from where the witness is. May be repeated.
   * What is wrong is logged once: the operator has to verify.
   */
  async witness(): Promise<void> {
    const { database, clock, witness } = this.#parts;
    const hasher = await this.#hasher();
    const state = await readState(database.query);
    if (state === undefined || !hasBegun(state) || !isGenuine(hasher, state))
      return this.#complain("the head of the audit trail was changed");
    const reading = await witness.read(hasher);
    if (reading.kind === "forged") return this.#complain("the witness of the audit trail was changed");
    if (reading.kind === "seen" && reading.seen.hash === state.newest_hash) return;
    const leadsOn = reading.kind === "none" || (await this.#leadsOn(reading.seen, state));
    if (!leadsOn) return this.#complain("an older copy of the audit trail was put back");
    await witness.write(hasher, { number: state.newest_number, hash: state.newest_hash, at: clock.now() });
  }

  /** Whether the chain still goes through a place. */
  async #leadsOn(seen: Link, state: StoredState): Promise<boolean> {
    if (seen.number > state.newest_number) return false;
    return seen.number <= state.removed_number || (await this.#isThere(seen));
  }

  async #isThere({ number, hash }: Link): Promise<boolean> {
    const entries = this.#parts.database.query.selectFrom("audit_entries").select("hash").where("id", "=", number);
    return (await entries.executeTakeFirst())?.hash === hash;
  }

  #complain(problem: string): void {
    if (this.#complaint !== problem) this.#parts.log.error({ problem }, "the audit trail is not whole; run ./postern audit verify");
    this.#complaint = problem;
  }

  async #hasher(): Promise<TrailHasher> {
    return trailHasher(await this.#parts.openVault());
  }
}

const witnessForged: Finding = { kind: "put-back", from: 0, to: 0, about: "the witness file is not of our making" };
const beginAnewEntry = { actor: null, action: "audit.begin_anew", targetKind: "audit", targetId: "trail" } as const;

function countFindings({ findings, hasMore, newest }: Verification): Record<string, number | boolean | string> {
  const counts: Record<string, number> = {};
  for (const { kind, from, to } of findings) counts[kind] = (counts[kind] ?? 0) + (to - from + 1);
  return { ...counts, hasMore, endedWith: newest.number };
}
