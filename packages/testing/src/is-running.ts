import { readFile } from "node:fs/promises";

/** Whether there is such a process. A zombie, ended and not yet collected by its parent, does not count. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  return status !== "" && !/\) Z /.test(status);
}
