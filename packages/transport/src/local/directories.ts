import type { Dirent } from "node:fs";
import { chmod, mkdir, opendir, stat } from "node:fs/promises";
import { join } from "node:path";

import type { DirectoryEntry } from "../command-channel.ts";
import { checkPath, fileError } from "./file-error.ts";
import { kindOf } from "./kind-of.ts";

export const maxListEntries = 10_000;

/** Sorted by name. Of a larger folder, any 10,000 entries: its end is not read. Throws `file.not_found`, `file.failed`. */
export async function listDirectory(path: string): Promise<readonly DirectoryEntry[]> {
  checkPath("list", path);
  try {
    const found: DirectoryEntry[] = [];
    for await (const entry of await opendir(path, { bufferSize: 256 })) {
      found.push({ name: entry.name, kind: await kindOfEntry(path, entry) });
      if (found.length === maxListEntries) break;
    }
    return found.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    throw fileError("list", path, error);
  }
}

const setgid = 0o2000;

/** With parents; fine when it exists already, and then left as it is. Throws `file.failed`. */
export async function makeDirectory(path: string, options: { readonly mode?: number } = {}): Promise<void> {
  checkPath("make the folder", path);
  try {
    const { mode } = options;
    const firstMade = await mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
    // The umask may have taken bits away. What the folder above hands on to keep the group of a project is not ours to take.
    if (firstMade !== undefined && mode !== undefined) await chmod(path, mode | ((await stat(path)).mode & setgid));
  } catch (error) {
    throw fileError("make the folder", path, error);
  }
}

/** A link counts as what it points to, so that a linked folder can be opened. */
async function kindOfEntry(folder: string, entry: Dirent): Promise<DirectoryEntry["kind"]> {
  if (!entry.isSymbolicLink()) return kindOf(entry);
  return stat(join(folder, entry.name)).then(kindOf, () => "other" as const);
}
