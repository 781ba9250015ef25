import type { Clock, TimeMs } from "@postern/domain";

/** The machine's own time. */
export class SystemClock implements Clock {
  now(): TimeMs {
    return Date.now();
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, delayMs);
      signal?.addEventListener("abort", finish);
      if (signal?.aborted === true) finish();
    });
  }
}
