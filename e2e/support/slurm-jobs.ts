import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { System } from "@postern/testing/system";

export interface SlurmJob {
  readonly id: string;
  readonly state: string;
}

/** Every job of a run that Slurm has ever known, ended ones too: it remembers them for an hour. */
export async function headJobsOf({ slurm }: System, runId: string): Promise<readonly SlurmJob[]> {
  return listJobs(slurm?.env ?? {}, ["--name", `nf-workflow-${runId}`]);
}

/** Jobs that wait or run, without the one in which an agent may run. */
export async function liveJobs({ slurm }: System): Promise<readonly SlurmJob[]> {
  const jobs = await listJobs(slurm?.env ?? {}, []);
  return jobs.filter(({ state }) => ["PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED"].includes(state));
}

/** As an administrator of the cluster: words for `scontrol`. */
export async function changeSlurm({ slurm }: System, words: readonly string[]): Promise<void> {
  await promisify(execFile)("scontrol", [...words], { env: { ...process.env, ...slurm?.env }, timeout: 30_000 });
}

async function listJobs(env: Readonly<Record<string, string>>, filter: readonly string[]): Promise<readonly SlurmJob[]> {
  const words = ["--noheader", "--states=all", "--format=%i %T %j", ...filter];
  const { stdout } = await promisify(execFile)("squeue", words, { env: { ...process.env, ...env }, timeout: 30_000 });
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.includes("postern-agent"))
    .map((line) => {
      const [id = "", state = ""] = line.trim().split(" ");
      return { id, state };
    });
}
