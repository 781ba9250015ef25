import type { Token } from "./tokens.ts";
import { partsOf } from "./tokens.ts";
import { vocabulary } from "./vocabulary.ts";

/** A number with fewer digits is a count, an exit code or a day in running text: there it is known for a job only where jobs stand. */
const tellingDigits = 4;

export interface KnownWordsOptions {
  /** Names of people, groups and machines, replaced in running text even where they are words of the scheduler as well. */
  readonly names: readonly string[];
  /** Names that are asked about: the person and the jobs. */
  readonly asked: readonly string[];
  /** Words that may stay wherever they are, beside those that schedulers are known to say. */
  readonly keep: readonly string[];
}

/** Knows which words of a recording are names, and which may stay. */
export class KnownWords {
  readonly #mayStay: ReadonlySet<string>;
  readonly #vocabulary: ReadonlySet<string>;
  readonly #own: Set<string>;
  /** What stood as a single name. */
  readonly #names = new Set<string>();
  /** What gets a stand-in by its place. */
  readonly #placed = new Set<string>();

  constructor({ names, asked, keep }: KnownWordsOptions) {
    this.#mayStay = new Set(keep.map((word) => word.toLowerCase()));
    this.#vocabulary = new Set([...vocabulary, ...this.#mayStay]);
    this.#own = new Set(names.flatMap(partsOf).filter((part) => /\p{L}/u.test(part)));
    // Ours: it marks the lines that adapters ask for, and names nobody.
    this.#own.delete("postern");
    for (const part of asked.flatMap(partsOf)) this.#names.add(part);
  }

  /** Remembers a name by its place. */
  learn({ text, kind, standing }: Token): void {
    if (kind === "address" || standing === "word" || standing === "text") return;
    this.#placed.add(text.toLowerCase());
    if (standing === "id") this.#names.add(text.toLowerCase());
  }

  /** Whether a word is a name, or a word that stays: neither can stand for another one. In small letters. */
  isTaken(word: string): boolean {
    return [this.#vocabulary, this.#own, this.#names, this.#placed].some((words) => words.has(word));
  }

  /** Whether a token says nothing of anybody, where it stands. */
  stays(token: Token): boolean {
    const word = token.text.toLowerCase();
    switch (token.standing) {
      case "id":
      case "name":
        return this.#mayStay.has(word) && !this.#own.has(word);
      case "word":
        return token.kind !== "word" || this.#isSaid(word);
      case "text":
        return this.#staysInText(token, word);
    }
  }

  #staysInText({ kind, isAlone }: Token, word: string): boolean {
    if (kind === "address") return false;
    if (kind === "number") return !isAlone || word.length < tellingDigits || !this.#names.has(word);
    if (this.#own.has(word)) return false;
    if (this.#names.has(word) && word.length > 1) return this.#vocabulary.has(word);
    return this.#isSaid(word);
  }

  /** One letter is a state; what follows digits is a unit, or the T in a time. */
  #isSaid(word: string): boolean {
    return word.length === 1 || this.#vocabulary.has(word) || /^\d+[a-z]{1,2}$|^\d{1,2}t\d{1,2}$|^0x[\da-f]+$/.test(word);
  }
}
