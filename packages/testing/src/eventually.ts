import { setTimeout as sleep } from "node:timers/promises";

/** Far above what anything takes: on a busy machine a test must not fail for want of time. */
const defaultDeadlineMs = 60_000;
const shortestPauseMs = 20;
const longestPauseMs = 300;

/**
 * Asks again until the answer is something else than `undefined` or `false`, and gives it. `what` may tell what was seen at last.
 * For tests: waits for a state with a deadline, never for a time.
 */
export async function eventually<Value>(
  what: string | (() => string),
  ask: () => Promise<Value | undefined | false> | Value | undefined | false,
  deadlineMs: number = defaultDeadlineMs,
): Promise<Value> {
  const deadline = Date.now() + deadlineMs;
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.2)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${String(deadlineMs)} ms in vain: ${typeof what === "string" ? what : what()}.`);
    await sleep(pauseMs);
  }
}
