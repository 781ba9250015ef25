export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** A set of numbers that mostly come in rows. Memory grows with the rows, not with the numbers; there are at most as many as are allowed. */
export class NumberRanges {
  readonly #maxRanges: number;
  #ranges: NumberRange[] = [];

  constructor(maxRanges = 10_000) {
    this.#maxRanges = maxRanges;
  }

  get all(): readonly NumberRange[] {
    return this.#ranges;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  /** Numbers above all that are in the set. What would be too many rows is left out. */
  append(from: number, to: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.to + 1 === from) this.#ranges[this.#ranges.length - 1] = { from: last.from, to };
    else if (from <= to && this.#ranges.length < this.#maxRanges) this.#ranges.push({ from, to });
  }

  has(number: number): boolean {
    return this.#ranges.some(({ from, to }) => from <= number && number <= to);
  }

  delete(number: number): void {
    if (!this.has(number)) return;
    this.#ranges = this.#ranges.flatMap((range) => without(range, { from: number, to: number }));
  }

  deleteFrom(number: number): void {
    this.#ranges = this.#ranges.flatMap((range) => without(range, { from: number, to: Number.POSITIVE_INFINITY }));
  }

  /** The numbers of a range that are not in the set. */
  complementIn(range: NumberRange): readonly NumberRange[] {
    let rest: readonly NumberRange[] = range.from <= range.to ? [range] : [];
    for (const each of this.#ranges) rest = rest.flatMap((part) => without(part, each));
    return rest;
  }

  clear(): void {
    this.#ranges = [];
  }
}

function without(range: NumberRange, hole: NumberRange): readonly NumberRange[] {
  if (hole.to < range.from || range.to < hole.from) return [range];
  const before = { from: range.from, to: hole.from - 1 };
  const after = { from: hole.to + 1, to: range.to };
  return [before, after].filter(({ from, to }) => from <= to);
}
