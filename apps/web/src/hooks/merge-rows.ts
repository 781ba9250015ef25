/** Anything that a list shows, by its id. */
export interface Listed {
  readonly id: string;
}

export interface MergedRows<Row extends Listed> {
  /** What to draw now: the places stay as they are, the content is fresh. */
  readonly rows: readonly Row[];
  /** How many newer ones wait above. */
  readonly newCount: number;
}

/**
 * Puts a fresh first page under rows that are being looked at, so that no row jumps under the pointer: newer rows
 * wait, deleted ones go, and those that newer ones pushed over the end of the page stay.
 */
export function mergeRows<Row extends Listed>(shown: readonly Row[], fresh: readonly Row[]): MergedRows<Row> {
  const shownIds = new Set(shown.map((row) => row.id));
  const freshById = new Map(fresh.map((row) => [row.id, row]));
  const firstKnown = fresh.findIndex((row) => shownIds.has(row.id));
  // Nothing in common: somebody launched a whole page, or all that was shown is gone.
  if (firstKnown === -1) return { rows: fresh, newCount: 0 };

  const lastKept = shown.findLastIndex((row) => freshById.has(row.id));
  const rows = shown.flatMap((row, place) => {
    const known = freshById.get(row.id);
    if (known !== undefined) return [known];
    return place > lastKept && firstKnown > 0 ? [row] : [];
  });
  return { rows, newCount: firstKnown };
}
