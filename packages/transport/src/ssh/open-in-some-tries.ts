import { isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import { refusalByClosing } from "./connection-errors.ts";
import type { SshConnection } from "./ssh-connection.ts";

/** Servers drop those who come while many sign in (`MaxStartups`). */
export const connectAttempts = 3;
const pauseMs = 500;

/**
 * Opens a connection, again when the host was not reached. Errors are those of `open`, and `ssh.refused` where the host took the key each time,
 * and closed.
 *
 * @param closing ends the tries; its reason is thrown
 */
export async function openInSomeTries(
  open: () => Promise<SshConnection>,
  { clock, closing }: { readonly clock: Clock; readonly closing: AbortSignal },
): Promise<SshConnection> {
  let refusals = 0;
  for (let attempt = 1; ; attempt += 1) {
    closing.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      if (!isAppError(error, "ssh.unreachable") || closing.aborted) throw error;
      const refusal = refusalByClosing(error);
      if (refusal !== undefined) refusals += 1;
      if (attempt >= connectAttempts) throw refusal !== undefined && refusals === attempt ? refusal : error;
      await clock.sleep(pauseMs * attempt, closing);
    }
  }
}
