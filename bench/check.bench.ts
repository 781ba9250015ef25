import { access, chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentCheckResponse } from "@postern/contracts";
import { startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { connectionId, startAgentBench } from "./agent-bench-server.ts";
import type { AgentBench } from "./agent-bench-server.ts";
import type { Benchmark, Figure } from "./harness.ts";
import { median } from "./measure.ts";
import { pause } from "./processes.ts";

const rounds = 7;
const lookMs = 5;

/**
 * A whole check of an environment on a real Slurm, through a real agent, beside the sum of what it cannot do without: its commands on the login
 * node, each as long as the answer took, and its job, from the submit until the report lies on the disk. Java and Nextflow only say their version.
 */
export const benchmark: Benchmark = {
  name: "check",
  run: async (): Promise<readonly Figure[]> => {
    const slurm = await startSlurm();
    const programs = await makePrograms();
    await using bench = await startAgentBench({ ...slurm.env, PATH: `${programs}:${process.env["PATH"] ?? ""}` });
    try {
      await bench.startAgent();
      const id = await addEnvironment(bench, slurm);
      await untilChecked(bench, id);
      const whole: number[] = [];
      const parts: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const startedAt = Date.now();
        const reportedAt = untilReported(join(bench.folder, "work"));
        await bench.call("POST", `/postern/v1/compute-envs/${id}/check`);
        whole.push(await untilChecked(bench, id));
        parts.push(sumOfParts(bench, { startedAt, reportedAt: await reportedAt }));
      }
      const compared = { name: "its commands and its job", value: median(parts) };
      return [{ name: "full check on Slurm, by an agent", value: median(whole), unit: "ms", compared }];
    } finally {
      await slurm.stop();
      await rm(programs, { recursive: true, force: true });
    }
  },
};

async function makePrograms(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-bench-programs-"));
  const programs = { java: `echo 'openjdk version "17.0.15" 2025-04-15' >&2`, nextflow: "echo version 24.10.0" };
  for (const [name, line] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

async function addEnvironment(bench: AgentBench, slurm: SlurmFixture): Promise<string> {
  const workDir = join(bench.folder, "work");
  await mkdir(workDir);
  const credentials = { name: "bench", provider: "tw-agent", keys: { connectionId } };
  const { credentialsId } = (await bench.call("POST", "/credentials", { credentials })) as { readonly credentialsId: string };
  const config = { discriminator: "slurm-platform", workDir, headQueue: slurm.partition, headJobOptions: "--mem=50M" };
  const computeEnv = { name: "bench", platform: "slurm-platform", credentialsId, config };
  return ((await bench.call("POST", "/compute-envs", { computeEnv })) as { readonly computeEnvId: string }).computeEnvId;
}

/** @returns how long the check took, in ms. */
async function untilChecked(bench: AgentBench, id: string): Promise<number> {
  for (;;) {
    const check = (await bench.call("GET", `/postern/v1/compute-envs/${id}/check`)) as EnvironmentCheckResponse;
    if (!check.isRunning) return timeOf(check);
    await pause(50);
  }
}

function timeOf({ finishedAt, startedAt, steps }: EnvironmentCheckResponse): number {
  const trouble = steps.find(({ status }) => status === "failed");
  if (trouble !== undefined) throw new RangeError(`${trouble.name}: ${trouble.summary ?? ""}`);
  return Date.parse(finishedAt ?? "") - Date.parse(startedAt ?? "");
}

/** What is done with the files of the job is no part: another way to find out the same would need none of it. */
function sumOfParts(bench: AgentBench, { startedAt, reportedAt }: { readonly startedAt: number; readonly reportedAt: number }): number {
  const commands = bench.recentCommands().filter(({ at }) => at >= startedAt);
  const submit = commands.find(({ what }) => what.startsWith("sbatch"));
  if (submit === undefined) throw new RangeError("The check sent no job.");
  const onLoginNode = commands.filter((command) => command !== submit && !command.what.includes("/.postern-check-"));
  return onLoginNode.reduce((sum, { tookMs }) => sum + (tookMs ?? 0), reportedAt - submit.at);
}

/** Looks past the agent, so that the product is not slowed by it. @returns when the report of a trial job was there. */
async function untilReported(workDir: string): Promise<number> {
  for (;;) {
    const folders = (await readdir(workDir)).filter((name) => name.startsWith(".postern-check-"));
    for (const folder of folders) if (await exists(join(workDir, folder, "report"))) return Date.now();
    await pause(lookMs);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
