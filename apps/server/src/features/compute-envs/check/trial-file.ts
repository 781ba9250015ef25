import { renderTrialRemoval, trialFileIn } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

const removeTimeoutMs = 30_000;

/** Makes a small file in a directory, over the one of an earlier look. @returns its path. @throws file.failed and what the channel does. */
export async function writeTrialFile(channel: CommandChannel, directory: string): Promise<string> {
  const path = trialFileIn(directory);
  await channel.writeFile(path, new TextEncoder().encode("Postern made this file to see that it can. It may be removed.\n"));
  return path;
}

/** An agent need not let us remove anything, and older ones do not; then the small file stays, and says what it is. */
export async function removeTrialFile(channel: CommandChannel, directory: string): Promise<void> {
  try {
    await channel.run({ words: renderTrialRemoval(directory), timeoutMs: removeTimeoutMs });
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}
