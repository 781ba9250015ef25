import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";

import { filesBelow } from "../commands/steps/content-stamp.mjs";

/** The folders that hold code. */
export const codeFolders = ["apps", "packages", "e2e", "bench", "tools"];

/** Files below the folders of a checkout whose name ends in one of the endings, as `/` paths from its root. */
export async function listFiles(root, folders, endings) {
  const files = await filesBelow(folders.map((folder) => join(root, folder)));
  return files.filter((file) => endings.some((ending) => file.endsWith(ending))).map((file) => relative(root, file).replaceAll("\\", "/"));
}

/** @returns {Promise<{ path: string, text: string }[]>} */
export async function readFiles(root, paths) {
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })));
}

/** Code that only tests and tools run. */
export function isTestCode(path) {
  return /\.test\.tsx?$|^(e2e|bench|tools)\/|\/(testing|mock|fixtures)\//.test(path);
}
