import type { Query } from "@postern/database";
import { isAppError } from "@postern/domain";
import { hasBegun, isGenuine, readState } from "../chain/chain-state.ts";
import type { StoredState } from "../chain/chain-state.ts";
import { readEntries } from "../chain/read-entries.ts";
import { noHash } from "../chain/trail-hasher.ts";
import type { TrailHasher } from "../chain/trail-hasher.ts";
import { ChainWalk } from "./chain-walk.ts";
import type { Link, Remembered } from "./chain-walk.ts";
import type { Finding } from "./finding.ts";
import { EntryJudge } from "./judge-entry.ts";

export interface VerifyParts {
  readonly query: Query;
  readonly hasher: TrailHasher;
  /** Places of the chain that are remembered outside of the database. */
  readonly remembered: readonly Remembered[];
}

export interface Verification {
  readonly findings: readonly Finding[];
  /** Whether there is more than is listed. */
  readonly hasMore: boolean;
  /** How many entries were looked at. */
  readonly entries: number;
  /** How many of them the chain does not vouch for. */
  readonly before: number;
  readonly broken: number;
  /** Where the chain ends. */
  readonly newest: Link;
}

/**
 * Follows the whole chain. A server may write and remove meanwhile; memory does not grow with the entries.
 * No finding: everything is as it was written.
 */
export async function verifyTrail(parts: VerifyParts): Promise<Verification> {
  for (;;) {
    const verification = await new Pass(parts).run();
    if (verification !== undefined) return verification;
  }
}

/** One pass. Over again when the beginning of the chain was removed while it was read, which happens once a day. */
class Pass {
  readonly #parts: VerifyParts;
  readonly #judge: EntryJudge;
  readonly #counts = { entries: 0, before: 0, broken: 0 };
  #lastTaken: number | undefined;

  constructor(parts: VerifyParts) {
    this.#parts = parts;
    this.#judge = new EntryJudge(parts.query, parts.hasher);
  }

  async run(): Promise<Verification | undefined> {
    const { query, hasher, remembered } = this.#parts;
    const first = await readState(query);
    const begin = beginOf(first);
    const walk = new ChainWalk(begin, remembered);
    const headProblem = problemOf(first, hasher);
    if (headProblem !== undefined) walk.findings.add({ kind: "head", from: 0, to: 0, about: headProblem });
    const last = await this.#follow(walk, begin, first);
    if (last?.removed_number !== first?.removed_number) return undefined;
    const isKnown = last !== undefined && problemOf(last, hasher) === undefined;
    const end = isKnown ? { number: last.newest_number, hash: last.newest_hash } : undefined;
    walk.end(end);
    const newest = end ?? walk.good;
    for (const each of remembered) compareEnds(walk, { begin, newest, remembered: each });
    const { all, isFull } = walk.findings;
    return { findings: all, hasMore: isFull, ...this.#counts, newest };
  }

  /** To the end, which moves on while a server writes. Gives the state that belongs to the last entry that was read. */
  async #follow(walk: ChainWalk, begin: Link, first: StoredState | undefined): Promise<StoredState | undefined> {
    let state = first;
    for (;;) {
      if (state !== undefined) await this.#takeAll(walk, begin, state.newest_number);
      const stray = await findNewestNumber(this.#parts.query);
      const now = await readState(this.#parts.query);
      if (now?.newest_number === state?.newest_number) {
        // Nobody wrote since: what stands behind the end does not belong there.
        if (stray !== undefined) await this.#takeAll(walk, begin, stray);
        return now;
      }
      state = now;
    }
  }

  async #takeAll(walk: ChainWalk, begin: Link, to: number): Promise<void> {
    const from = this.#lastTaken === undefined ? {} : { from: this.#lastTaken + 1 };
    for await (const entry of readEntries(this.#parts.query, { ...from, to })) {
      this.#lastTaken = entry.id;
      this.#counts.entries += 1;
      if (entry.standing === "before") this.#counts.before += 1;
      if (entry.standing === "broken") this.#counts.broken += 1;
      // What stood before the first that is left was removed, and none has a number below 1.
      if (entry.id <= begin.number) walk.findings.add({ kind: "inserted", from: entry.id, to: entry.id });
      else walk.take(entry, await this.#judge.judge(entry, walk.shift));
    }
  }
}

function beginOf(state: StoredState | undefined): Link {
  const { removed_number: number, removed_hash: hash } = state ?? { removed_number: 0, removed_hash: noHash };
  return hash === "" ? { number: 0, hash: noHash } : { number, hash };
}

/** What is wrong with the state itself. */
function problemOf(state: StoredState | undefined, hasher: TrailHasher): string | undefined {
  if (state === undefined) return "is gone";
  if (!hasBegun(state)) return "is empty";
  try {
    return isGenuine(hasher, state) ? undefined : "was changed";
  } catch (error) {
    if (isAppError(error, "vault.key_term_unknown")) return "cannot be checked: the key file does not hold the key";
    throw error;
  }
}

interface Ends {
  readonly begin: Link;
  readonly newest: Link;
  readonly remembered: Remembered;
}

/** The walk compares what lies between; this looks at the entries that are gone at either end. */
function compareEnds(walk: ChainWalk, { begin, newest, remembered }: Ends): void {
  const { number, hash, by } = remembered;
  const isBehind = number > newest.number;
  const isOther = number === begin.number && number > 0 && hash !== begin.hash;
  if (!isBehind && !isOther) return;
  const about = isBehind
    ? `the trail ends with entry ${String(newest.number)}, and entry ${String(number)} is one that ${by}`
    : `entry ${String(number)} is not the one that ${by}`;
  walk.findings.add({ kind: "put-back", from: number, to: number, about });
}

async function findNewestNumber(query: Query): Promise<number | undefined> {
  const row = await query.selectFrom("audit_entries").select("id").orderBy("id", "desc").limit(1).executeTakeFirst();
  return row?.id;
}
