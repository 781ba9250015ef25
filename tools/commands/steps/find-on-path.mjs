import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * Where a program is that a shell would start under this name.
 *
 * @param {string} program
 * @returns {Promise<string | undefined>}
 */
export async function findOnPath(program) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, program);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
