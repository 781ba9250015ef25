const firstMs = 1000;
const longestMs = 30_000;

/** How long to wait before the next attempt: doubling from 1 s to 30 s, spread over half of it. `random` is 0 ≤ x < 1. */
export function reconnectDelay(failures: number, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(whole / 2 + (whole / 2) * random);
}
