import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { WriteOptions } from "../command-channel.ts";
import { cleanUnfinished } from "./clean-unfinished.ts";
import { checkPath, fileError } from "./file-error.ts";

export const defaultMode = 0o600;

/**
 * Replaces a file in one step: readers see the old content or the new, also after a power cut.
 * Its permission bits are set before the first byte is written. Throws `file.failed`.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
  checkPath("write", path);
  const folder = dirname(path);
  const temporary = temporaryBeside(path);
  try {
    await writeDurably(temporary, bytes, options.mode ?? defaultMode);
    await rename(temporary, path);
  } catch (error) {
    // What matters is why the write failed; a leftover is only untidy.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError("write", path, error);
  }
  await syncFolder(folder);
  await cleanUnfinished(path);
}

/** In the same folder, so that the rename stays within one file system. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.postern-${randomBytes(8).toString("hex")}.tmp`);
}

async function writeDurably(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, "wx", mode);
  // The umask may have taken bits away from the mode of `open`.
  await file.chmod(mode);
  await file.writeFile(bytes);
  await file.sync();
}

/** Makes the rename durable. Some network file systems cannot, and then there is nothing better to do. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // The new content is in place for every reader; only its survival of a power cut is not assured.
  }
}
