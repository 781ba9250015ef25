import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, expect, onTestFinished, test } from "vitest";

import { ensureDebianPackages } from "../debian-packages.ts";
import { eventually } from "../eventually.ts";
import { ask } from "../daemons/daemon.ts";
import { startSlurm } from "./start-slurm.ts";
import type { SlurmFixture } from "./start-slurm.ts";

beforeAll(async () => {
  await ensureDebianPackages(["slurm-wlm", "munge"]);
}, 300_000);

const askSlurm = (slurm: SlurmFixture, words: readonly [string, ...string[]]): ReturnType<typeof ask> =>
  ask(words, { PATH: "/usr/bin:/bin", ...slurm.env });
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test("two clusters live side by side, and neither sees the other's jobs", { timeout: 240_000 }, async () => {
  await using first = await startSlurm();
  await using second = await startSlurm();

  await askSlurm(first, ["sbatch", "--hold", "-o", "/dev/null", "-J", "mine", "--wrap", "true"]);

  expect((await askSlurm(first, ["squeue", "-h", "-o", "%j"])).stdout).toBe("mine\n");
  expect((await askSlurm(second, ["squeue", "-h", "-o", "%j"])).stdout).toBe("");
});

test("stopping ends the jobs, the daemons and the folder", { timeout: 240_000 }, async () => {
  const slurm = await startSlurm();
  const folder = await mkdtemp(join(tmpdir(), "postern-slurm-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const pidPath = join(folder, "job.pid");
  await askSlurm(slurm, ["sbatch", "-o", "/dev/null", "--wrap", `echo $$ > ${pidPath}; exec sleep 300`]);
  const pid = await eventually("the job runs", async () => Number(await readFile(pidPath, "utf8").catch(() => "")) || undefined);

  await slurm.stop();
  await slurm.stop();

  expect(await exists(slurm.dir)).toBe(false);
  await eventually("the job is gone", async () => !(await exists(`/proc/${String(pid)}`)));
});

test("a start that fails shows what the daemons said", { timeout: 240_000 }, async () => {
  const start = startSlurm({ cpus: -1 });

  await expect(start).rejects.toThrow(/Slurm did not start[\s\S]*slurmctld/);
});
