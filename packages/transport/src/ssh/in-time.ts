import type { Clock } from "@postern/domain";

export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** What is thrown when it is over. */
  readonly late: () => Error;
}

/** What is awaited, or an error when it takes too long. What is awaited goes on then, and its outcome is nobody's. */
export async function inTime<Value>(awaited: Promise<Value>, { clock, timeoutMs, late }: Deadline): Promise<Value> {
  const settled = new AbortController();
  try {
    // Waiting ends early, and does not throw, when it is given up.
    const waited = clock.sleep(timeoutMs, settled.signal).then(() => undefined);
    const first = await Promise.race([awaited.then((value) => ({ value })), waited]);
    if (first === undefined) throw late();
    return first.value;
  } finally {
    settled.abort();
  }
}
