import { renderRegistryRemoval } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

const removalTimeoutMs = 30_000;

/**
 * Takes away the folder of a run that is over; fine when it is gone. May be repeated. Where nothing may be removed, as with an agent from before
 * its policy knew this, what is in the file is written over.
 *
 * @throws as the channel does: then it may still be there.
 */
export async function removeRegistryFolder(channel: CommandChannel, folder: string): Promise<void> {
  if ((await channel.stat(folder)) === undefined) return;
  if (await isRemoved(channel, folder)) return;
  for (const { name } of await channel.list(folder)) {
    await channel.writeFile(`${folder}/${name}`, new TextEncoder().encode("{}\n"), { mode: 0o600 });
  }
}

async function isRemoved(channel: CommandChannel, folder: string): Promise<boolean> {
  try {
    const { exitCode } = await channel.run({ words: renderRegistryRemoval(folder), timeoutMs: removalTimeoutMs });
    return exitCode === 0;
  } catch (error) {
    if (isAppError(error, "agent.refused") || isAppError(error, "command.not_started")) return false;
    throw error;
  }
}
