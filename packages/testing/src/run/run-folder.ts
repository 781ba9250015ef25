import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, stat, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Several times what a run of all tests holds at once. */
const neededBytes = 6 * 2 ** 30;
const prefix = "postern-tests-";
/** No process with the pid in a folder's name need not mean that its run is over: containers may share memory, and not their pids. */
const staleAfterMs = 3_600_000;

/**
 * Makes the folder that everything of one test run lies in, the temporary one of this process and its children. It lies in memory
 * where there is room: most of what tests wait for is a disk. It goes when this process exits; after a `kill -9`, a later run removes it.
 */
export async function openRunFolder(memoryFolder = "/dev/shm"): Promise<string> {
  const base = (await isFit(memoryFolder)) ? memoryFolder : tmpdir();
  await removeStale(base);
  const folder = await mkdtemp(join(base, `${prefix}${String(process.pid)}-`));
  // PostgreSQL, under its own account, passes through.
  await chmod(folder, 0o755);
  process.env["TMPDIR"] = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function isFit(base: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(base).catch(() => ({ bavail: 0, bsize: 0 }));
  return Math.min(bavail * bsize, process.availableMemory()) >= neededBytes && runsPrograms(base);
}

// Containers often mount their shared memory without that.
function runsPrograms(base: string): boolean {
  const program = join(base, `${prefix}${String(process.pid)}.sh`);
  try {
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
    execFileSync(program);
    return true;
  } catch {
    // Whatever the reason, another folder will do.
    return false;
  } finally {
    rmSync(program, { force: true });
  }
}

async function removeStale(base: string): Promise<void> {
  const names = (await readdir(base)).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const pid = name.slice(prefix.length).split("-")[0];
    if (existsSync(`/proc/${String(pid)}`)) continue;
    const path = join(base, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    // What another account left is for that account to remove.
    if (Date.now() - mtimeMs > staleAfterMs) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
