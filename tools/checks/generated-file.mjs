import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Compares a checked-in file with what it should hold.
 *
 * @returns {Promise<string[]>} a problem with its cure, or nothing.
 */
export async function staleness({ root, path, wanted, cure }) {
  const present = await readFile(join(root, path), "utf8").catch(() => undefined);
  if (present === wanted) return [];
  const state = present === undefined ? "is missing" : `is out of date${firstDifference(present, wanted)}`;
  return [`${path} ${state}.\n  cure: ${cure}, look at the change, and commit it.`];
}

/** @param {{ root: string, path: string, wanted: string }} file */
export async function writeGenerated({ root, path, wanted }) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), wanted);
}

function firstDifference(present, wanted) {
  const [old, fresh] = [present.split("\n"), wanted.split("\n")];
  const at = fresh.findIndex((line, index) => line !== old[index]);
  const line = at === -1 ? fresh.length : at;
  return `, from line ${String(line + 1)}: has ${JSON.stringify(old[line] ?? "")}, should be ${JSON.stringify(fresh[line] ?? "")}`;
}
