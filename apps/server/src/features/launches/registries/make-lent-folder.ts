import { AppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

const others = 0o077;

/**
 * The folder of what a run is lent, for the account only. May be repeated.
 *
 * @throws file.failed when one that is there already is open to others: where many may write, somebody can have put it there, and could put a
 * script of their own in the place of ours. One that is theirs alone cannot be written.
 */
export async function makeLentFolder(channel: CommandChannel, folder: string): Promise<void> {
  await channel.makeDirectory(folder, { mode: 0o700 });
  const found = await channel.stat(folder);
  if (found?.kind === "directory" && (found.mode & others) === 0) return;
  throw new AppError("file.failed", `The folder ${folder} on ${channel.peer.hostName} was made by somebody else, or is open to others.`);
}
