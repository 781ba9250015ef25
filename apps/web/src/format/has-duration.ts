export interface Timed {
  readonly start: string | null;
  /** What was measured, in ms. */
  readonly duration: number | null;
}

/** Whether there is a length of time to speak of: what waits, or ended without a start, has none. */
export const hasDuration = ({ start, duration }: Timed): boolean => start !== null || (duration !== null && duration > 0);
