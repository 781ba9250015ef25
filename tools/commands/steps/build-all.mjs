import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { contentHash, exists, isFresh, writeStamp } from "./content-stamp.mjs";
import { precompress } from "./precompress.mjs";
import { pinnedNode, root, toolWords } from "./root.mjs";
import { timed } from "./report.mjs";

const inRoot = (...parts) => join(root, ...parts);

/**
 * Builds everything that a server needs: packages and apps, the web pages, the agent executable.
 * A part whose inputs did not change is not built again.
 *
 * @param {import("./children.mjs").Children} children
 * @throws an Error that names the part which does not build; the tool's own words are printed before.
 */
export async function buildAll(children) {
  await timed("compile", () => compile(children));
  await timed("web", () => buildWeb(children));
  await timed("agent", () => buildAgent(children));
}

// Tests are checked by the types gate. A person who only wants to start the product does not wait for them.
async function compile(children) {
  const { references } = JSON.parse(await readFile(inRoot("tsconfig.json"), "utf8"));
  const projects = references.map((reference) => reference.path).filter((path) => !path.endsWith(".json"));
  await run(children, toolWords("tsc", "-b", ...projects), "The TypeScript sources do not compile.");
}

async function buildWeb(children) {
  const inputs = ["apps/web", "packages/domain/src", "packages/contracts/src", "package-lock.json", "tsconfig.base.json"].map((path) =>
    inRoot(path),
  );
  const hash = await contentHash(root, inputs);
  const stampFile = inRoot(".cache", "stamps", "web");
  if (await isFresh(stampFile, hash, [inRoot("apps/web/dist/index.html")])) return "unchanged";
  if (!(await exists(inRoot("apps/web/vite.config.ts")))) return "nothing to build";
  await run(children, toolWords("vite", "build", "apps/web"), "The web pages do not build.");
  await precompress(inRoot("apps/web/dist"));
  await writeStamp(stampFile, hash);
  return "built";
}

// The agent's own script knows its inputs and skips itself.
async function buildAgent(children) {
  const script = inRoot("apps/agent/build.mjs");
  if (!(await exists(script))) return "nothing to build";
  await run(children, [pinnedNode, script], "The agent executable does not build.");
  return "ready";
}

async function run(children, words, problem) {
  const { exitCode, output } = await children.run(words, { cwd: root, capture: true });
  if (exitCode === 0) return;
  process.stdout.write(`${output}\n`);
  throw new Error(problem);
}
