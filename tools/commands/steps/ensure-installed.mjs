import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { contentHash, isFresh, writeStamp } from "./content-stamp.mjs";
import { pinnedNode, root } from "./root.mjs";

const lockFile = join(root, "package-lock.json");
const stampFile = join(root, "node_modules", ".postern-install");

/**
 * Installs exactly what package-lock.json names, unless that is there already.
 * Runs on any Node from 20 on, before a single package exists. May be repeated.
 *
 * @param {import("./children.mjs").Children} children
 * @returns {Promise<boolean>} whether anything had to be installed.
 */
export async function ensureInstalled(children) {
  const hash = await contentHash(root, [lockFile]);
  if (await isFresh(stampFile, hash, [pinnedNode])) return false;
  const isThere = await isInstalledByHand();
  if (!isThere) await install(children);
  await writeStamp(stampFile, hash);
  return !isThere;
}

async function install(children) {
  const { exitCode } = await children.run(["npm", "ci", "--no-audit", "--no-fund"], { cwd: root });
  if (exitCode !== 0) throw new Error(`npm ci ended with ${exitCode}. Read its words above; it needs a package registry.`);
}

// Somebody ran npm themselves: npm leaves a list of what it installed. Deleting and installing the same again
// would cost a minute and pull the packages away from under a running server.
async function isInstalledByHand() {
  const wanted = await packagesIn(lockFile);
  const installed = await packagesIn(join(root, "node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(([path, entry]) => {
    const isElsewhere = path === "" || !path.startsWith("node_modules/") || entry.link === true || entry.optional === true;
    return isElsewhere || installed[path]?.version === entry.version;
  });
}

async function packagesIn(file) {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? {} : (JSON.parse(text).packages ?? {});
}
