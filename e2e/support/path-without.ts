import { mkdir, readdir, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Makes a folder of links to every program on a PATH, but for the named ones; it is a PATH of its own. */
export async function pathWithout(path: string, missing: readonly string[], folder: string): Promise<string> {
  await mkdir(folder);
  // The first folder wins, as in a shell.
  for (const from of path.split(delimiter)) {
    const names = await readdir(from).catch(() => []);
    const wanted = names.filter((name) => !missing.includes(name));
    await Promise.all(wanted.map((name) => symlink(join(from, name), join(folder, name)).catch(() => undefined)));
  }
  return folder;
}
