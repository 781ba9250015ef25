import { spawn } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { constants } from "node:os";

import { signalQuietly } from "../system/program.ts";
import type { FakeJob } from "./queue-model.ts";

/** Runs a waiting job as a process group of its own, and writes down how it ended. */
export function startJob(job: FakeJob, dir: string, env: NodeJS.ProcessEnv): void {
  const path = "path" in job.script ? job.script.path : `${dir}/script-${String(job.number)}`;
  if ("text" in job.script) writeFileSync(path, job.script.text);
  const output = openSync(job.outputPath, "w");
  const child = spawn("/bin/bash", [path], { cwd: job.workDir, env, detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  child.once("error", () => (job.state = "ended"));
  child.once("exit", (code, signal) => {
    if (code !== null) job.exitCode = code;
    if (signal !== null) job.signal = constants.signals[signal];
    job.state = "ended";
  });
  if (child.pid !== undefined) job.pid = child.pid;
  job.state = "running";
}

export function endJob(job: FakeJob, signal: "SIGTERM" | "SIGKILL"): void {
  if (job.state === "running" && job.pid !== undefined) signalQuietly(-job.pid, signal);
}
