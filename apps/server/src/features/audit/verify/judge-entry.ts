import type { Query } from "@postern/database";
import { isAppError } from "@postern/domain";
import { fitsHashAs } from "../chain/hash-entry.ts";
import type { StoredEntry } from "../chain/hash-entry.ts";
import type { TrailHasher } from "../chain/trail-hasher.ts";
import type { Judgement } from "./chain-walk.ts";

/** Each look goes through all entries; whoever changed thousands of them is found without knowing from where each one came. */
const maxLooks = 200;
/** How far rows are usually pushed. */
const nearness = [1, 2, 3, 4, 5, 6, 7, 8];

/** Says of single entries whether they are what was written. */
export class EntryJudge {
  readonly #query: Query;
  readonly #hasher: TrailHasher;
  #looks = 0;

  constructor(query: Query, hasher: TrailHasher) {
    this.#query = query;
    this.#hasher = hasher;
  }

  /** `shift`: how much higher the entries before this one stand than they were written. */
  async judge(entry: StoredEntry, shift: number): Promise<Judgement> {
    try {
      if (this.#fits(entry, entry.id)) return { kind: "fits", number: entry.id };
      const number = await this.#findNumber(entry, shift);
      return number === undefined ? { kind: "changed" } : { kind: "fits", number };
    } catch (error) {
      if (isAppError(error, "vault.key_term_unknown")) return { kind: "unknown" };
      throw error;
    }
  }

  #fits(entry: StoredEntry, id: number): boolean {
    return fitsHashAs(this.#hasher, entry, id);
  }

  /** The number under which it was written, when it is another than that under which it stands. */
  async #findNumber(entry: StoredEntry, shift: number): Promise<number | undefined> {
    if (shift !== 0 && this.#fits(entry, entry.id - shift)) return entry.id - shift;
    if (this.#looks >= maxLooks) return undefined;
    this.#looks += 1;
    const [before, after] = [await this.#findBefore(entry), await this.#findAfter(entry)];
    const linked = [
      ...(before === undefined ? [] : [before + 1, before - shift + 1]),
      ...(after === undefined ? [] : [after - 1, after - shift - 1]),
    ];
    const near = nearness.flatMap((distance) => [entry.id - distance, entry.id + distance]);
    return [...linked, ...near].find((number) => this.#fits(entry, number));
  }

  async #findBefore({ previous_hash }: StoredEntry): Promise<number | undefined> {
    const row = await this.#query.selectFrom("audit_entries").select("id").where("hash", "=", previous_hash).executeTakeFirst();
    return row?.id;
  }

  async #findAfter({ hash }: StoredEntry): Promise<number | undefined> {
    const row = await this.#query.selectFrom("audit_entries").select("id").where("previous_hash", "=", hash).executeTakeFirst();
    return row?.id;
  }
}
