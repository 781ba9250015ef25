import { readFile, readdir } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join, normalize } from "node:path";

import { listFiles, readFiles } from "../source-files.mjs";
import { readImports } from "./read-imports.mjs";

/**
 * One import of one file.
 *
 * @typedef {{ from: string, specifier: string, isTypeOnly: boolean, kind: "local" | "ours" | "core" | "npm" | "lost", to: string }} Arrow
 *   `to` is a path from the root for `local` and `ours`, a package name for `npm`, the specifier otherwise.
 *   `lost`: a subpath that one of our packages does not export.
 */

/**
 * Every import of every source file below apps/ and packages/.
 *
 * @returns {Promise<readonly Arrow[]>}
 */
export async function readArrows(root) {
  const exported = await exportsOfPackages(root);
  const paths = await listFiles(root, ["apps", "packages"], [".ts", ".tsx", ".mts"]);
  const files = await readFiles(root, paths);
  const present = new Set(paths);
  const arrows = await Promise.all(files.map(({ path, text }) => arrowsOf(path, text, exported)));
  return arrows.flat().filter(({ kind, to }) => kind !== "local" || present.has(to));
}

async function arrowsOf(path, text, exported) {
  const imports = await readImports(path, text);
  return imports.map(({ specifier, isTypeOnly }) => ({ from: path, specifier, isTypeOnly, ...resolve(path, specifier, exported) }));
}

function resolve(from, specifier, exported) {
  if (specifier.startsWith(".")) return { kind: "local", to: normalize(join(dirname(from), specifier)) };
  if (isBuiltin(specifier)) return { kind: "core", to: specifier };
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const entries = exported.get(name);
  if (entries === undefined) return { kind: "npm", to: name };
  const target = entries.get(`.${specifier.slice(name.length)}`);
  return target === undefined ? { kind: "lost", to: specifier } : { kind: "ours", to: target };
}

/** For each of our packages, its name and where each exported subpath leads. */
async function exportsOfPackages(root) {
  const folders = await foldersOf(root, ["packages", "apps"]);
  const packages = new Map();
  for (const folder of folders) {
    const manifest = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8").catch(() => "{}"));
    const entries = Object.entries(manifest.exports ?? {}).map(([subpath, target]) => [
      subpath,
      join(folder, target.source ?? target.default ?? target),
    ]);
    if (manifest.name !== undefined) packages.set(manifest.name, new Map(entries));
  }
  return packages;
}

async function foldersOf(root, parents) {
  const found = await Promise.all(
    parents.map(async (parent) => {
      const entries = await readdir(join(root, parent), { withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isDirectory()).map((entry) => `${parent}/${entry.name}`);
    }),
  );
  return found.flat();
}
