/** How long one side of a comparison runs, in ms. Long enough for the compiler to settle. */
const budgetMs = 400;
const rounds = 5;

/**
 * Microseconds that one call takes: the median of some rounds, after one round that does not count.
 * Calls are counted in batches, so that reading the clock costs nothing beside them.
 */
export function microsecondsPerCall(act: () => unknown): number {
  const batch = batchSize(act);
  const samples = Array.from({ length: rounds }, () => timeOf(act, batch) / batch);
  return median(samples) * 1000;
}

/** The middle one; of an even number, the lower middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value below which the given share of all lies; 0.99 for the 99th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function batchSize(act: () => unknown): number {
  let size = 1;
  while (timeOf(act, size) < budgetMs / rounds / 2) size *= 2;
  return size;
}

function timeOf(act: () => unknown, times: number): number {
  const startedAt = performance.now();
  for (let index = 0; index < times; index += 1) act();
  return performance.now() - startedAt;
}
