import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import type { System } from "./start-system.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Where a test keeps what a person looks at afterwards: `artifacts/e2e/<test>`, which Git ignores. */
export function evidenceFolder(testName: string): string {
  return join(root, "artifacts", "e2e", testName.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 120));
}

/**
 * Copies the logs of a system, and what its runs left, into the folder of the test. For a test that failed.
 * Files that hold tokens are left out.
 */
export async function keepEvidence(system: System, testName: string): Promise<void> {
  const to = join(evidenceFolder(testName), "logs");
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const folders = [join(system.dir, "logs"), join(system.dir, "slurm", "log"), system.home];
  await Promise.all(folders.map((folder) => copyLogs(folder, to)));
}

const wanted = /\.(log|txt|sh|exitcode|config)$|^\.(command|exitcode)|^slurm-/;

async function copyLogs(folder: string, to: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && wanted.test(entry.name) && !entry.name.includes("secret"));
  for (const file of files.slice(0, 500)) {
    const from = join(file.parentPath, file.name);
    const target = join(to, basename(folder), relative(folder, from));
    await mkdir(dirname(target), { recursive: true });
    // The file may be gone by now: the run goes on.
    await cp(from, target).catch(() => undefined);
  }
}
