import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { pinnedNode, root } from "./root.mjs";

/**
 * Runs a command file again on the Node that the project pins, when another one started it.
 *
 * @param {import("./children.mjs").Children} children
 * @returns {Promise<number | undefined>} the exit code of the second run; undefined when this is the pinned Node already.
 */
export async function continueOnPinnedNode(children, file) {
  const { version } = JSON.parse(await readFile(join(root, "node_modules", "node", "package.json"), "utf8"));
  if (process.versions.node === version) return undefined;
  // npm looks for `node` on the PATH, and so do the tools that its scripts start.
  const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}` };
  const { exitCode } = await children.run([pinnedNode, file, ...process.argv.slice(2)], { cwd: process.cwd(), env });
  return exitCode;
}
