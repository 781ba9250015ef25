import type { TimeMs } from "@postern/domain";

/** So many answers make a median: one slow answer among them does not show. */
const windowSize = 5;
/** Ten minutes at the usual heartbeat. */
const maxHistory = 30;

/**
 * How long the answers to heartbeats took.
 *
 * Both ends of a time are read from one clock, this server's: those of other machines may say what they like. When
 * it is set while an answer is under way, the median passes over that one.
 */
export class LatencyHistory {
  readonly #sentAt = new Map<number, TimeMs>();
  readonly #last: number[] = [];
  readonly #medians: number[] = [];

  /** Heartbeat number `seq` leaves. */
  sent(seq: number, at: TimeMs): void {
    this.#sentAt.set(seq, at);
  }

  /** Its answer came. Repeated and invented numbers change nothing. */
  answered(seq: number, at: TimeMs): void {
    const sentAt = this.#sentAt.get(seq);
    if (sentAt === undefined) return;
    // Heartbeats are answered in their order: what came before and is still open was lost.
    for (const earlier of this.#sentAt.keys()) if (earlier <= seq) this.#sentAt.delete(earlier);
    keepLast(this.#last, Math.max(0, at - sentAt), windowSize);
    keepLast(this.#medians, medianOf(this.#last), maxHistory);
  }

  /** Of the last answers, in ms; null before the first. */
  get median(): number | null {
    return this.#medians.at(-1) ?? null;
  }

  /** The median after each of the last answers, oldest first. */
  get medians(): readonly number[] {
    return [...this.#medians];
  }
}

function keepLast(list: number[], value: number, max: number): void {
  list.push(value);
  if (list.length > max) list.shift();
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
