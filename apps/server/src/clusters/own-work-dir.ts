import { ownWorkDir } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { expandPath } from "./expand-path.ts";

/**
 * Makes the work directory that Postern proposes, for the account alone, where it is meant and missing: each account has one of its own, and nobody
 * is asked to make it. No other folder is made so, and none in a home that is not there. May be repeated.
 *
 * @param paths as they stand in the settings, with their variables
 * @returns the folder that was made.
 * @throws file.failed · path.no_home and what the channel does.
 */
export async function ensureOwnWorkDir(channel: CommandChannel, paths: readonly string[]): Promise<string | undefined> {
  if (!paths.includes(ownWorkDir)) return undefined;
  const path = await expandPath(ownWorkDir, channel);
  if ((await channel.stat(path)) !== undefined) return undefined;
  const home = await channel.stat(await expandPath("$HOME", channel));
  if (home?.kind !== "directory") return undefined;
  await channel.makeDirectory(path, { mode: 0o700 });
  return path;
}
