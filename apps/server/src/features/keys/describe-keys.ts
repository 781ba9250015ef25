import type { Database, KeyRotationProblemRow, KeyRotationRow, Query } from "@postern/database";
import type { AppError, TimeMs } from "@postern/domain";
import { ownersOf } from "./envelope-owner.ts";
import type { EnvelopeOwner, FindOwners } from "./envelope-owner.ts";
import type { HeldKeys } from "./held-keys.ts";
import * as store from "./store.ts";

/** Problems that are listed; there may be more. */
const maxListed = 100;

export interface DescribedTerm {
  readonly term: number;
  readonly state: "active" | "old" | "dropped" | "missing";
  readonly createdAt: TimeMs;
  /** Envelopes under it. */
  readonly recordCount: number;
  /** Whether entries of the audit trail that are kept can only be checked with it. */
  readonly isNeededByAudit: boolean;
}

export interface DescribedProblem extends KeyRotationProblemRow {
  /** Undefined for an orphaned one. */
  readonly owner: EnvelopeOwner | undefined;
}

export interface DescribedRotation extends KeyRotationRow {
  /** User name of who began it, where it was a person who is still there. */
  readonly startedBy: string | undefined;
  readonly leftCount: number;
  readonly failedCount: number;
  readonly orphanedCount: number;
}

export interface DescribedKeys {
  /** Name of the seal, such as the path of the key file. */
  readonly sealName: string;
  readonly terms: readonly DescribedTerm[];
  readonly rotation: DescribedRotation | undefined;
  readonly problems: readonly DescribedProblem[];
  /** Records under other terms than the active one, while nothing runs. */
  readonly olderCount: number;
  /** Why this process could not go on with the re-wrapping just now. */
  readonly trouble: AppError | undefined;
}

export interface DescribeParts {
  readonly database: Database;
  readonly owners: readonly FindOwners[];
}

export async function describeKeys(
  { database, owners }: DescribeParts,
  { vault, seal }: HeldKeys,
  trouble: AppError | undefined,
): Promise<DescribedKeys> {
  const { query } = database;
  const counts = await store.countByTerm(query);
  const active = vault.activeTerm;
  const olderCount = [...counts].reduce((sum, [term, count]) => (term === active ? sum : sum + count), 0);
  const rotation = await store.findRotation(query);
  const terms = await describeTerms(query, vault.terms, { active, counts });
  const problems = await store.listProblems(query, active, maxListed);
  const known = await ownersOf(
    query,
    problems.map((each) => each.envelope_id),
    owners,
  );
  return {
    ...{ sealName: seal.name, terms, olderCount, trouble },
    problems: problems.map((each) => ({ ...each, owner: known.get(each.envelope_id) })),
    rotation: rotation === undefined ? undefined : await describeRotation(query, rotation, counts),
  };
}

interface Held {
  readonly active: number;
  readonly counts: ReadonlyMap<number, number>;
}

async function describeTerms(query: Query, held: readonly number[], { active, counts }: Held): Promise<readonly DescribedTerm[]> {
  const known = await store.listTerms(query);
  const oldest = await store.findOldestEntryTerm(query);
  return known.map(({ term, created_at, dropped_at }) => ({
    term,
    state: term === active ? "active" : dropped_at !== null ? "dropped" : held.includes(term) ? "old" : "missing",
    createdAt: created_at,
    recordCount: counts.get(term) ?? 0,
    // Later entries have later terms.
    isNeededByAudit: oldest !== undefined && term >= oldest,
  }));
}

async function describeRotation(query: Query, rotation: KeyRotationRow, counts: Held["counts"]): Promise<DescribedRotation> {
  const { failed, orphaned } = await store.countProblems(query, rotation.term);
  const older = [...counts].reduce((sum, [term, count]) => (term < rotation.term ? sum + count : sum), 0);
  const startedBy = rotation.started_by === null ? undefined : await store.findUserName(query, rotation.started_by);
  return { ...rotation, startedBy, failedCount: failed, orphanedCount: orphaned, leftCount: Math.max(0, older - failed - orphaned) };
}
