import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

const IGNORED = new Set(["node_modules", "dist", ".cache", ".git", "artifacts"]);

/** All files below the given files and folders, sorted; build results and installed packages are left out. */
export async function filesBelow(paths) {
  const found = [];
  for (const path of paths) await collect(path, found);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** A hash of names and contents; two trees with the same hash build the same thing. */
export async function contentHash(root, paths) {
  const hash = createHash("sha256");
  for (const file of await filesBelow(paths)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(await readFile(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Whether the stamp file holds this hash and every output is still there. */
export async function isFresh(stampFile, hash, outputs) {
  const stamped = await readFile(stampFile, "utf8").catch(() => "");
  if (stamped.trim() !== hash) return false;
  for (const output of outputs) {
    if (!(await exists(output))) return false;
  }
  return true;
}

export async function writeStamp(stampFile, hash) {
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, `${hash}\n`);
}

/** @returns {Promise<boolean>} */
export function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function collect(path, found) {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return;
  if (info.isFile()) {
    if (!path.endsWith(".tsbuildinfo")) found.push(path);
    return;
  }
  for (const name of await readdir(path)) {
    if (!IGNORED.has(name)) await collect(join(path, name), found);
  }
}
