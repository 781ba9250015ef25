import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

export interface TimeBound {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** What is said when it has passed. */
  readonly message: string;
  /** Ends the wait earlier, with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for work no longer than that. The work itself goes on: a file system that hangs can only be left to itself.
 *
 * @throws command.timeout, the reason of the signal, and whatever the work throws.
 */
export async function withinTime<Value>({ clock, timeoutMs, message, signal }: TimeBound, work: Promise<Value>): Promise<Value> {
  const done = new AbortController();
  const over = signal === undefined ? done.signal : AbortSignal.any([done.signal, signal]);
  const late = clock.sleep(timeoutMs, over).then(() => {
    signal?.throwIfAborted();
    throw new AppError("command.timeout", message);
  });
  // Loses the race in the usual case, and nobody listens then.
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}
