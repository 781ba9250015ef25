const firstCapMs = 1_000;
/** A server that restarts is away for seconds, an upgrade takes it away for a minute: all are back within seconds then. */
const quickCapMs = 8_000;
/** Some 20 dials of 4 s on average: after a minute or so it is no restart any more. */
const quickFailures = 20;
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
  return Math.floor(random() * capAfter(failures));
}

function capAfter(failures: number): number {
  if (failures < quickFailures) return Math.min(quickCapMs, firstCapMs * 2 ** failures);
  return Math.min(lastCapMs, quickCapMs * 2 ** Math.min(failures - quickFailures + 1, 16));
}

/** The wait when only a person, or the end of another agent, can change something: 60 to 120 s. */
export function slowDelay(random: () => number): number {
  return Math.floor(slowFromMs + random() * (slowToMs - slowFromMs));
}
