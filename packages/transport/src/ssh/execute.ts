import type { ClientChannel } from "ssh2";

import type { SshConnection } from "./ssh-connection.ts";

export function execute({ client }: SshConnection, words: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    // Throws when the connection is over.
    client.exec(words, (error, session) => {
      if (error === undefined) resolve(session);
      else reject(error);
    });
  });
}

/** As the SSH library says it when it knows already that nobody is there. */
export function isNotConnected(error: unknown): boolean {
  return error instanceof Error && error.message === "Not connected";
}

/** Anything else that fails says nothing of how many sessions there may be. */
export function isRefusedChannel(error: unknown): boolean {
  return error instanceof Error && "reason" in error && error.reason !== undefined;
}
