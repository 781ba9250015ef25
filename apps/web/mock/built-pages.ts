import { createHash } from "node:crypto";
import { mkdir, readdir, rename, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const sources = ["apps/web", "packages/domain/src", "packages/contracts/src"];
const patienceMs = 180_000;

/**
 * The folder of the built pages. All test files of a run share it: it lies in the temporary folder of the run, and goes with it. Of files
 * that begin at the same moment one builds, and the others wait. Other sources make another folder.
 */
export async function builtPages(): Promise<string> {
  const folder = join(tmpdir(), `postern-web-${await stampOfSources()}`);
  const building = `${folder}-building`;
  try {
    await mkdir(building);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return untilThere(folder);
  }
  const configFile = join(root, "apps/web/vite.config.ts");
  const outDir = join(building, "dist");
  await build({ configFile, logLevel: "error", build: { outDir, emptyOutDir: true, reportCompressedSize: false } });
  await rename(outDir, folder);
  return folder;
}

async function untilThere(folder: string): Promise<string> {
  const deadline = Date.now() + patienceMs;
  while (!(await isFolder(folder))) {
    if (Date.now() > deadline) throw new Error("Another test file began to build the pages, and did not end.");
    await sleep(100);
  }
  return folder;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function stampOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile() && !/node_modules|\/dist/.test(one.parentPath))) {
      const path = join(entry.parentPath, entry.name);
      hash.update(`${path} ${String((await stat(path)).mtimeMs)}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
