import type { Clock } from "@postern/domain";

export type Timely<Value> = { readonly isTimely: true; readonly value: Value } | { readonly isTimely: false };

/**
 * Waits for work at most `limitMs`. The work itself goes on; its failure after the limit is nobody's,
 * so the caller must keep it from being lost where that matters.
 */
export async function withinTime<Value>(clock: Clock, limitMs: number, work: Promise<Value>): Promise<Timely<Value>> {
  const settled = new AbortController();
  const late = clock.sleep(Math.max(0, limitMs), settled.signal).then((): Timely<Value> => ({ isTimely: false }));
  try {
    return await Promise.race([work.then((value): Timely<Value> => ({ isTimely: true, value })), late]);
  } finally {
    settled.abort();
    work.catch(() => undefined);
  }
}
