import { lstat, opendir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Nobody writes a file for so long without a byte in between. */
const oldMs = 24 * 3_600_000;
/** Folders of results can hold hundreds of thousands, and no write waits for all of them. */
const maxEntries = 1_000;
/** As they are named here, and by the shell. */
const unfinished = /^\.postern-[0-9a-f]{16,}\.tmp$/;

/**
 * Removes from the folder of a file that was just written what writers left there that were killed: their unfinished files, if they are
 * old, of this account, and no links. Never fails: a leftover is only untidy.
 */
export async function cleanUnfinished(written: string): Promise<void> {
  try {
    const folder = dirname(written);
    // By the clock of the file server, which may be another than ours.
    const { mtimeMs } = await lstat(written);
    let count = 0;
    for await (const { name } of await opendir(folder, { bufferSize: 256 })) {
      count += 1;
      if (count > maxEntries) return;
      if (unfinished.test(name)) await removeWhenOld(join(folder, name), mtimeMs - oldMs);
    }
  } catch {
    // The folder may have gone by now, or may not be read. What was to be written is in its place.
  }
}

async function removeWhenOld(path: string, beforeMs: number): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() === true && found.uid === process.getuid?.() && found.mtimeMs < beforeMs) await rm(path, { force: true });
}
