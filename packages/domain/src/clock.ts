/** Milliseconds since 1970, UTC. The one form of time inside Postern. */
export type TimeMs = number;

/** A clock is an argument, so that a test can hold it. */
export interface Clock {
  now(): TimeMs;
  /**
   * Resolves after `delayMs`, or at once when the signal aborts.
   * Never rejects: an aborted wait is an early wake, and the caller looks at the signal.
   */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
