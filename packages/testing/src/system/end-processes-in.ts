import { readdir, readlink } from "node:fs/promises";
import { join, sep } from "node:path";

import { signalQuietly } from "./program.ts";

/**
 * Kills what still runs in a folder that only one test knows: jobs of the local scheduler, which outlive
 * the agent that started them on purpose.
 */
export async function endProcessesIn(dir: string): Promise<void> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const cwd = await readlink(join("/proc", pid, "cwd")).catch(() => "");
    if (cwd === dir || cwd.startsWith(`${dir}${sep}`)) signalQuietly(Number(pid), "SIGKILL");
  }
}
