import type { StoredEntry } from "../chain/hash-entry.ts";
import { FindingList } from "./finding-list.ts";
import { NumberRanges } from "./number-ranges.ts";

/** A place in the chain. */
export interface Link {
  readonly number: number;
  readonly hash: string;
}

/** A place that somebody remembers from outside of the database. */
export interface Remembered extends Link {
  /** Who remembers it, for the finding. */
  readonly by: string;
}

export type Judgement =
  /** It is what was written as this number, which may be another than that under which it stands. */
  | { readonly kind: "fits"; readonly number: number }
  | { readonly kind: "changed" }
  /** Its key is not at hand. */
  | { readonly kind: "unknown" };

/** Whoever moves more than these is found all the same, with more numbers missing than there are. */
const maxElsewhere = 10_000;

interface Placed extends Link {
  readonly previousHash: string | null;
}

/** Follows the chain entry by entry, and notes what does not fit. Memory grows with what is wrong, and not with the entries. */
export class ChainWalk {
  readonly findings = new FindingList();
  readonly #remembered: readonly Remembered[];
  /** Numbers whose entries the chain names and that were not seen. */
  readonly #absent = new NumberRanges();
  /** Numbers of entries that stand elsewhere than where they were written, before their turn. */
  readonly #elsewhere = new Set<number>();
  /** Where entries stand that fit nothing, since the last good one. */
  readonly #suspects = new NumberRanges();
  #good: Link;
  #shift = 0;
  #strayed: Placed | undefined;

  /** Begins behind the newest entry that was removed. */
  constructor(begin: Link, remembered: readonly Remembered[]) {
    this.#good = begin;
    this.#remembered = remembered;
  }

  get good(): Link {
    return this.#good;
  }

  /** How much higher entries stand now than they were written. */
  get shift(): number {
    return this.#shift;
  }

  take(entry: StoredEntry, judgement: Judgement): void {
    const strayed = this.#strayed;
    this.#strayed = undefined;
    if (judgement.kind === "changed") this.#suspects.append(entry.id, entry.id);
    else if (judgement.kind === "unknown") this.#takeUnknown(entry);
    else if (judgement.number === entry.id) this.#goOn(placed(entry, entry.id), entry.id);
    else this.#takeMoved(entry, judgement.number, strayed);
  }

  /** Nothing follows. `newest`: what the end should be; `undefined` when nobody knows. */
  end(newest: Link | undefined): void {
    const last = newest?.number ?? this.#good.number;
    for (const { from, to } of this.#suspects.all) {
      if (from <= last) this.findings.add({ kind: "changed", from, to: Math.min(to, last) });
      if (to > last) this.findings.add({ kind: "inserted", from: Math.max(from, last + 1), to });
    }
    for (const { from, to } of this.#absent.all) this.findings.add({ kind: "missing", from, to });
    for (const { from, to } of this.#unseenBetween(this.#good.number + 1, last)) this.findings.add({ kind: "cut", from, to });
    if (newest !== undefined) this.#compareEnd(newest);
  }

  #compareEnd(newest: Link): void {
    const { number, hash } = this.#good;
    if (number > newest.number) {
      const about = `entries up to ${String(number)} are there, and the head of the chain ends with ${String(newest.number)}`;
      this.findings.add({ kind: "put-back", from: newest.number + 1, to: number, about });
    }
    if (number === newest.number && hash !== newest.hash) {
      this.findings.add({ kind: "head", from: number, to: number, about: "names another newest entry" });
    }
  }

  #takeUnknown(entry: StoredEntry): void {
    this.findings.add({ kind: "unknown", from: entry.id, to: entry.id });
    this.#goOn(placed(entry, entry.id), entry.id);
  }

  #takeMoved(entry: StoredEntry, number: number, strayed: Placed | undefined): void {
    this.#absent.delete(number);
    if (number > this.#good.number && this.#elsewhere.size < maxElsewhere) this.#elsewhere.add(number);
    const here = placed(entry, number);
    // Two strays that follow each other: from here on all entries may stand elsewhere.
    const isRun = strayed !== undefined && strayed.hash === here.previousHash && strayed.number > this.#good.number;
    if (isRun) this.#goOn(strayed, entry.id - 1);
    if (here.previousHash === this.#good.hash) this.#goOn(here, entry.id);
    else this.#strayed = here;
    this.findings.add({ kind: "moved", from: entry.id, to: entry.id, by: entry.id - number });
  }

  #goOn(next: Placed, position: number): void {
    if (next.number <= this.#good.number) {
      // What seemed to come before was out of its place; this one is not.
      this.#absent.deleteFrom(next.number);
    } else this.#settle(next);
    this.#elsewhere.delete(next.number);
    this.#suspects.clear();
    this.#compareRemembered(next);
    this.#good = { number: next.number, hash: next.hash };
    this.#shift = position - next.number;
  }

  /** Says what became of the numbers between two good entries. */
  #settle(next: Placed): void {
    const between = { from: this.#good.number + 1, to: next.number - 1 };
    const isLinked = next.previousHash === this.#good.hash;
    const kind = isLinked || between.from > between.to ? "inserted" : "changed";
    for (const { from, to } of this.#suspects.all) this.findings.add({ kind, from, to });
    if (isLinked) return;
    if (between.from > between.to) {
      this.findings.add({
        kind: "put-back",
        from: next.number,
        to: next.number,
        about: `entry ${String(next.number)} or the one before it`,
      });
    }
    for (const { from, to } of this.#unseenBetween(between.from, between.to)) this.#absent.append(from, to);
  }

  /** Numbers of which nothing was seen: no entry that was changed, and none that stands elsewhere. */
  #unseenBetween(from: number, to: number) {
    const seen = new NumberRanges();
    for (const each of this.#suspects.all) seen.append(each.from - this.#shift, each.to - this.#shift);
    const rest = new NumberRanges();
    for (const range of seen.complementIn({ from, to })) rest.append(range.from, range.to);
    for (const number of this.#elsewhere) rest.delete(number);
    return rest.all;
  }

  #compareRemembered(here: Link): void {
    for (const { by, number, hash } of this.#remembered) {
      if (number !== here.number || hash === here.hash) continue;
      this.findings.add({ kind: "put-back", from: number, to: number, about: `entry ${String(number)} is not the one that ${by}` });
    }
  }
}

function placed(entry: StoredEntry, number: number): Placed {
  return { number, hash: entry.hash ?? "", previousHash: entry.previous_hash };
}
