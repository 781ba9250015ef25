/** With some thousand patterns a smaller table is full, and hardly anything is skipped; a greater one fits no cache. */
const blocks = 2 ** 18;

/** One of many texts at a place. */
export interface Hit {
  readonly pattern: number;
  readonly offset: number;
}

/**
 * Finds every place of many patterns in bytes, by skipping as far as the last three bytes of a window allow (Wu and Manber): some
 * hundred patterns in a gigabyte take seconds.
 */
export class FindAny {
  readonly #patterns: readonly Buffer[];
  /** Length of the shortest pattern: how much of each is used to skip by. */
  readonly #window: number;
  readonly #shift: Uint8Array;
  readonly #buckets = new Map<number, number[]>();

  /** @throws RangeError for a pattern that is too short to be told from chance. */
  constructor(patterns: readonly Buffer[]) {
    this.#patterns = patterns;
    this.#window = Math.min(255, ...patterns.map(({ length }) => length));
    if (patterns.length === 0 || this.#window < 8) throw new RangeError("Patterns have at least 8 bytes.");
    this.#shift = new Uint8Array(blocks).fill(this.#window - 2);
    for (const [index, pattern] of patterns.entries()) this.#learn(pattern, index);
  }

  /** Bytes that two neighbouring pieces of a stream must have in common, so that nothing on their border is missed. */
  get overlap(): number {
    return Math.max(...this.#patterns.map(({ length }) => length)) - 1;
  }

  find(bytes: Buffer): readonly Hit[] {
    const hits: Hit[] = [];
    let end = this.#window - 1;
    while (end < bytes.length) {
      const block = blockAt(bytes, end);
      const skip = this.#shift[block] ?? 1;
      if (skip === 0) hits.push(...this.#compare(bytes, end - this.#window + 1, block));
      end += Math.max(1, skip);
    }
    return hits;
  }

  #learn(pattern: Buffer, index: number): void {
    for (let end = 2; end < this.#window; end += 1) {
      const block = blockAt(pattern, end);
      this.#shift[block] = Math.min(this.#shift[block] ?? 0, this.#window - 1 - end);
    }
    const last = blockAt(pattern, this.#window - 1);
    this.#buckets.set(last, [...(this.#buckets.get(last) ?? []), index]);
  }

  #compare(bytes: Buffer, offset: number, block: number): readonly Hit[] {
    const candidates = this.#buckets.get(block) ?? [];
    return candidates
      .filter((index) => {
        const pattern = this.#patterns[index];
        return pattern !== undefined && bytes.subarray(offset, offset + pattern.length).equals(pattern);
      })
      .map((pattern) => ({ pattern, offset }));
  }
}

// Three bytes in eighteen bits. Blocks that fall together make it skip less, and miss nothing.
function blockAt(bytes: Buffer, end: number): number {
  return (((bytes[end] ?? 0) << 10) ^ ((bytes[end - 1] ?? 0) << 5) ^ (bytes[end - 2] ?? 0)) & (blocks - 1);
}
