const firstCapMs = 1_000;
const lastCapMs = 60_000;
const slowFromMs = 60_000;
const slowToMs = 120_000;

/**
 * How long to wait before dialling again, in ms: full jitter, so that thousands of agents of a restarted server do not come in step.
 *
 * @param failures dials in a row that came to nothing before this wait, from 0
 * @param random from 0 (included) to 1 (not included)
 */
export function reconnectDelay(failures: number, random: () => number): number {
  const capMs = Math.min(lastCapMs, firstCapMs * 2 ** Math.min(failures, 16));
  return Math.floor(random() * capMs);
}

/** The wait when only a person, or the end of another agent, can change something: 60 to 120 s. */
export function slowDelay(random: () => number): number {
  return Math.floor(slowFromMs + random() * (slowToMs - slowFromMs));
}
