import { vocabulary } from "./vocabulary.ts";

const letters = "abcdefghijklmnopqrstuvwxyz";
/** Of one name; with more, a word of two letters has hardly another to stand for it. */
const maxTries = 1000;
/** Runs of letters and digits with at least one letter. */
const words = /[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu;
const addresses = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
/** What `id` prints after a name. */
const numericIds = /\(\d+\)/g;

export interface StandInOptions {
  /** A hash under a random key that nobody keeps: without it nobody can try whether a name was there. At least 16 bytes. */
  readonly hash: (text: string) => Uint8Array;
  /** Names of people, groups and machines, replaced even where they are words of the scheduler as well. */
  readonly names: readonly string[];
  /** Words that may stay, beside those that schedulers are known to say. */
  readonly keep: readonly string[];
}

/**
 * Puts stand-ins for everything that no scheduler is known to say: names of people, groups, machines, files, queues and jobs. The same word
 * has the same stand-in everywhere, of the same length and with capitals and digits at the same places, so that columns and what belongs
 * together stay as they are. Numbers, times and sizes are kept; addresses and numeric ids of people are not.
 */
export class StandIns {
  readonly #options: StandInOptions;
  readonly #kept: ReadonlySet<string>;
  readonly #names: Set<string>;
  readonly #standIns = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(options: StandInOptions) {
    this.#options = options;
    this.#kept = new Set([...vocabulary, ...options.keep.map(lower)]);
    this.#names = new Set(options.names.flatMap((name) => name.match(words) ?? []).map(lower));
    // Ours: it marks the lines that adapters ask for, and names nobody.
    this.#names.delete("postern");
  }

  /** The words that were replaced, as they were. */
  get replaced(): readonly string[] {
    return [...this.#standIns.keys()].sort();
  }

  replace(text: string): string {
    return text
      .replaceAll(addresses, (address) => `192.0.2.${String(this.#numberOf(address, 256))}`)
      .replaceAll(numericIds, (id) => `(${"1".padEnd(id.length - 2, "0")})`)
      .replaceAll(words, (word) => this.#standInOf(word));
  }

  #standInOf(word: string): string {
    const name = lower(word);
    if (!this.#names.has(name) && this.#mayStay(name)) return word;
    const known = this.#standIns.get(name) ?? this.#choose(name);
    return word
      .split("")
      .map((character, index) => (isCapital(character) ? upper(known[index] ?? "") : known[index]))
      .join("");
  }

  // One letter is a state, never a name; what follows digits is a unit, or the T in a time.
  #mayStay(name: string): boolean {
    return name.length === 1 || this.#kept.has(name) || /^\d+[a-z]{1,2}$|^\d{1,2}t\d{1,2}$|^0x[\da-f]+$/.test(name);
  }

  #choose(name: string): string {
    for (let round = 0; round < maxTries; round += 1) {
      const chosen = this.#draw(name, round);
      if (this.#taken.has(chosen) || this.#kept.has(chosen) || this.#names.has(chosen)) continue;
      this.#taken.add(chosen);
      this.#standIns.set(name, chosen);
      return chosen;
    }
    // So many short names that two share one.
    const shared = this.#draw(name, maxTries);
    this.#standIns.set(name, shared);
    return shared;
  }

  #draw(name: string, round: number): string {
    const bytes = this.#options.hash(`${String(round)} ${name}`);
    return name
      .split("")
      .map((character, index) => {
        const byte = bytes[index % bytes.length] ?? 0;
        if (character === "_") return character;
        return /\p{N}/u.test(character) ? String(byte % 10) : letters[byte % letters.length];
      })
      .join("");
  }

  #numberOf(text: string, below: number): number {
    return (this.#options.hash(text)[0] ?? 0) % below;
  }
}

function lower(text: string): string {
  return text.toLowerCase();
}

function upper(text: string): string {
  return text.toUpperCase();
}

function isCapital(character: string): boolean {
  return character !== character.toLowerCase();
}
