import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";

import type { FileStat } from "../command-channel.ts";
import { checkPath, errorCode, fileError } from "./file-error.ts";
import { kindOf } from "./kind-of.ts";

/** Follows symbolic links. `undefined` when nothing is there. Throws `file.failed`. */
export async function statPath(path: string): Promise<FileStat | undefined> {
  checkPath("look at", path);
  try {
    const found = await stat(path);
    return {
      kind: kindOf(found),
      sizeBytes: found.size,
      modifiedAt: Math.floor(found.mtimeMs),
      mode: found.mode & 0o7777,
      isWritable: await isWritable(path),
    };
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fileError("look at", path, error);
  }
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
