import type { Clock, TimeMs } from "@postern/domain";

import type { SshConnection } from "./ssh-connection.ts";

export interface IdleWatch {
  readonly clock: Clock;
  readonly idleMs: number;
  /** When the connection was last used: now, while it is. */
  readonly usedAt: () => Promise<TimeMs>;
}

/** Older ones end at the first quiet moment, so that nobody is served for ever by what was signed in long ago. */
const mostAgeMs = 12 * 3_600_000;
const quietMs = 1_000;
const looksPerPause = 4;

/** Ends a connection that nobody uses. Who was about to use it opens another one: nothing is sent before a session has opened. */
export async function endWhenIdle(connection: SshConnection, { clock, idleMs, usedAt }: IdleWatch): Promise<void> {
  const oldAt = clock.now() + mostAgeMs;
  while (!connection.over.aborted) {
    await clock.sleep(idleMs / looksPerPause, connection.over);
    const used = await usedAt();
    const patienceMs = clock.now() < oldAt ? idleMs : Math.min(idleMs, quietMs);
    if (clock.now() - used >= patienceMs) connection.end();
  }
}
