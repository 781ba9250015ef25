import { dirname } from "node:path";
import { AppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

const setgid = 0o2000;
const owner = 0o700;
const group = 0o070;

/** A directory that is not there, with those above it that are not there either. */
export interface MissingDirectory {
  readonly path: string;
  /** From the top; `path` is the last one. */
  readonly toMake: readonly string[];
  /** Permission bits that all of them get. */
  readonly mode: number;
}

/**
 * What has to be made so that a directory is there; `undefined` when it is. Changes nothing.
 *
 * @throws file.failed when something else lies on the way.
 */
export async function findMissing(channel: CommandChannel, path: string): Promise<MissingDirectory | undefined> {
  const toMake: string[] = [];
  let above = path;
  let found = await channel.stat(above);
  while (found === undefined && above !== "/") {
    toMake.unshift(above);
    above = dirname(above);
    found = await channel.stat(above);
  }
  if (toMake.length === 0) return undefined;
  if (found?.kind !== "directory") {
    throw new AppError("file.failed", `${path} cannot be made on ${channel.peer.hostName}: ${above} is not a directory.`);
  }
  return { path, toMake, mode: modeBelow(found.mode) };
}

/** One after the other, so that those in between get the mode too. May be repeated. @throws file.failed and what the channel does. */
export async function makeMissing(channel: CommandChannel, { mode, toMake }: MissingDirectory): Promise<void> {
  for (const path of toMake) await channel.makeDirectory(path, { mode: mode & (owner | group) });
}

/**
 * In a folder that hands on its group, which sites do for projects, the group may do what it may there. Elsewhere the group of a new folder is
 * the first one of the account, which is often everybody: then it is for the owner alone.
 */
function modeBelow(above: number): number {
  return (above & setgid) === 0 ? owner : setgid | owner | (above & group);
}
