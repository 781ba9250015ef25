/** Whole percent; never 100 before all is done, never 0 once something is. */
export function wholePercent(done: number, total: number): number {
  if (total <= 0) return 0;
  if (done >= total) return 100;
  if (done <= 0) return 0;
  return Math.min(99, Math.max(1, Math.round((done / total) * 100)));
}
