import { AppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

/**
 * Takes away what a folder of one version has. An empty file that nobody may run comes in its place: an agent need not be allowed to remove
 * anything, launchers pass it over, and a run that began with the old one still has it.
 *
 * @throws file.not_found when there is none to run, and what the channel does.
 */
export async function dropVersion(channel: CommandChannel, folder: string): Promise<void> {
  const path = `${folder}/nextflow`;
  const file = await channel.stat(path);
  if (file?.kind !== "file" || (file.mode & 0o111) === 0) {
    throw new AppError("file.not_found", `${folder} on ${channel.peer.hostName} keeps no Nextflow.`);
  }
  await channel.writeFile(path, new Uint8Array(), { mode: 0o600 });
}
