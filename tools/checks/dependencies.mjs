import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { root as checkout } from "../commands/steps/root.mjs";
import { staleness, writeGenerated } from "./generated-file.mjs";
import { resolveLocked } from "./locked-packages.mjs";

const cure = "node tools/checks/dependencies.mjs --write";

/** What ends up on a stranger's cluster and in a stranger's browser; a new name there must be seen in review. */
const listedApps = ["agent", "web"];

export const dependencies = {
  name: "dependencies",
  async run({ root }) {
    const packages = await lockedPackages(root);
    const stale = listedApps.map((app) =>
      staleness({ root, path: listPath(app), wanted: renderDependencies(packages, `apps/${app}`), cure }),
    );
    return { problems: (await Promise.all(stale)).flat() };
  },
};

/**
 * Everything that a workspace folder pulls in at run time, itself included or not, one `name version` a line.
 *
 * @param {Readonly<Record<string, any>>} packages the `packages` member of package-lock.json.
 */
export function renderDependencies(packages, folder) {
  const seen = new Set();
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    waiting.push(...neededBy(packages, at));
  }
  seen.delete(folder);
  const lines = [...seen].map((path) => nameAndVersion(packages, path)).sort();
  return `# What ${folder} brings along at run time. Written by: ${cure}\n${lines.map((line) => `${line}\n`).join("")}`;
}

function neededBy(packages, at) {
  const entry = packages[at] ?? {};
  const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...requiredPeers(entry) });
  return names.map((name) => resolveLocked(packages, at, name)).filter((path) => path !== undefined);
}

function requiredPeers(entry) {
  const peers = Object.entries(entry.peerDependencies ?? {});
  return Object.fromEntries(peers.filter(([name]) => entry.peerDependenciesMeta?.[name]?.optional !== true));
}

function nameAndVersion(packages, path) {
  const name = packages[path]?.name ?? path.split("node_modules/").at(-1);
  return path.includes("node_modules/") ? `${name} ${packages[path]?.version ?? ""}`.trim() : `${name} (ours)`;
}

const listPath = (app) => `tools/checks/dependencies/${app}.txt`;

async function lockedPackages(root) {
  return JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")).packages;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = await lockedPackages(checkout);
  for (const app of listedApps)
    await writeGenerated({ root: checkout, path: listPath(app), wanted: renderDependencies(packages, `apps/${app}`) });
}
