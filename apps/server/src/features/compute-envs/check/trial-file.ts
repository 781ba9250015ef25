import { renderTrialFolderRemoval, trialFolderIn } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { newTrialMark } from "../../../new-id.ts";

const removeTimeoutMs = 30_000;

export interface TrialFile {
  readonly path: string;
}

/**
 * Makes a small file in a directory, over the one of an earlier look that a crash left there.
 *
 * Its name is `mark`, the same for the same environment and person, so that nothing gathers there, and unknown to others: where many may write
 * and only owners may remove, anybody who knew it could make it first, and the look would fail. Should somebody have read it all the same,
 * another name is tried, once.
 *
 * @throws file.failed and what the channel does.
 */
export async function writeTrialFile(channel: CommandChannel, directory: string, mark: string): Promise<TrialFile> {
  try {
    return await write(channel, trialFolderIn(directory, mark));
  } catch (error) {
    if (!isAppError(error, "file.failed")) throw error;
    return write(channel, trialFolderIn(directory, newTrialMark()));
  }
}

async function write(channel: CommandChannel, path: string): Promise<TrialFile> {
  await channel.writeFile(path, new TextEncoder().encode("Postern made this file to see that it can. It may be removed.\n"));
  return { path };
}

/** An agent need not let us remove anything, and older ones do not; then the small file stays, and says what it is. */
export async function removeTrialFile(channel: CommandChannel, { path }: TrialFile): Promise<void> {
  try {
    await channel.run({ words: renderTrialFolderRemoval(path), timeoutMs: removeTimeoutMs });
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}
