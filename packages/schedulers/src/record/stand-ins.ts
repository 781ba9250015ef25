const letters = "abcdefghijklmnopqrstuvwxyz";
/** Of one length; then the stand-in gets longer, so that two names never share one. */
const maxTries = 200;

export interface StandInOptions {
  /** A hash under a random key that nobody keeps: without it nobody can try whether a name was there. At least 16 bytes. */
  readonly hash: (text: string) => Uint8Array;
  /** Whether a word must not be chosen, such as one that is a name itself. In small letters. */
  readonly isTaken: (word: string) => boolean;
}

/**
 * Chooses stand-ins for words: the same for the same word, whatever its capitals, of its length and with capitals and digits at the same
 * places, so that columns and what belongs together stay as they are. No two words share one, and none is its own.
 */
export class StandIns {
  readonly #options: StandInOptions;
  readonly #standIns = new Map<string, string>();
  readonly #given = new Set<string>();

  constructor(options: StandInOptions) {
    this.#options = options;
  }

  /** The words that were replaced, in small letters. */
  get replaced(): readonly string[] {
    return [...this.#standIns.keys()].sort();
  }

  /** Of a run of letters, digits and `_`. */
  of(word: string): string {
    const name = word.toLowerCase();
    const known = this.#standIns.get(name) ?? this.#choose(name);
    const likeWord = word.split("").map((character, index) => (isCapital(character) ? (known[index] ?? "").toUpperCase() : known[index]));
    return likeWord.join("") + known.slice(word.length);
  }

  /** An address of the range for documentation. */
  ofAddress(address: string): string {
    const [high = 0, low = 0] = this.#options.hash(address.toLowerCase());
    return address.includes(":") ? `2001:db8::${((high << 8) | low | 0x1000).toString(16)}` : `192.0.2.${String(low)}`;
  }

  #choose(name: string): string {
    for (let round = 0; ; round += 1) {
      const chosen = this.#draw(name, round);
      if (chosen === name || this.#given.has(chosen) || this.#options.isTaken(chosen)) continue;
      this.#given.add(chosen);
      this.#standIns.set(name, chosen);
      return chosen;
    }
  }

  #draw(name: string, round: number): string {
    const bytes = this.#options.hash(`${String(round)} ${name}`);
    const longer = (name.at(-1) ?? "").repeat(Math.floor(round / maxTries));
    return (name + longer)
      .split("")
      .map((character, index) => {
        const byte = bytes[index % bytes.length] ?? 0;
        if (character === "_") return character;
        if (!/\p{N}/u.test(character)) return letters[byte % letters.length];
        // A number that began with a nought would be another one.
        return index === 0 ? String(1 + (byte % 9)) : String(byte % 10);
      })
      .join("");
  }
}

function isCapital(character: string): boolean {
  return character !== character.toLowerCase();
}
