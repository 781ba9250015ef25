import type { Clock } from "@postern/domain";
import type { QueryKey } from "../api/query-keys.ts";

/** At most one refresh in this time, so that a run with thousands of tasks does not make a page ask without pause. */
const pauseMs = 1000;

export interface RefreshQueueParts {
  readonly clock: Clock;
  readonly refresh: (key: QueryKey) => void;
  readonly signal: AbortSignal;
}

/** Gathers keys that became old: the first is refreshed at once, later ones together after the pause. */
export function makeRefreshQueue({ clock, refresh, signal }: RefreshQueueParts): (keys: readonly QueryKey[]) => void {
  const waiting = new Map<string, QueryKey>();
  let isPaused = false;

  const flush = async (): Promise<void> => {
    isPaused = true;
    while (waiting.size > 0 && !signal.aborted) {
      const keys = [...waiting.values()];
      waiting.clear();
      for (const key of keys) refresh(key);
      await clock.sleep(pauseMs, signal);
    }
    isPaused = false;
  };

  return (keys) => {
    for (const key of keys) waiting.set(JSON.stringify(key), key);
    if (!isPaused) void flush();
  };
}
