import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { toComputeEnvId } from "@postern/domain";
import { eventually, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LaunchScene } from "../../../../testing/launch-scene.fixture.ts";
import type { CheckStep } from "../check-step.ts";
import { trialName } from "../../../../testing/trial-name.fixture.ts";

/** Beside all the others a job may wait for its node. */
const longMs = 120_000;
let slurm: SlurmFixture;
let server: Server;
let scene: LaunchScene;
/** Tests set the patience to their need. */
const trial = { publicUrl: "", authorityPem: undefined, nameOf: trialName, patienceMs: longMs };

beforeAll(async () => {
  slurm = await startSlurm();
  server = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  trial.publicUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  scene = await LaunchScene.open({
    ...{ eventually, platform: "slurm-platform" as const, env: slurm.env },
    config: { headQueue: slurm.partition, headJobOptions: "--mem=50M" },
    trial,
  });
});
afterAll(async () => {
  await promisify(execFile)("scancel", ["--me"], { env: { ...process.env, ...slurm.env } });
  await scene[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
  await slurm.stop();
});

type Steps = Readonly<Record<CheckStep["key"], CheckStep>>;

async function check(config: object = {}): Promise<{ readonly status: string; readonly steps: Steps }> {
  const id = await scene.app.environment("slurm-platform", { headQueue: slurm.partition, headJobOptions: "--mem=50M", ...config });
  const { checkSteps, status } = await scene.app.environments.get(scene.app.jane, id);
  return { status, steps: Object.fromEntries(checkSteps.map((step) => [step.key, step])) as Steps };
}

async function putProgram(name: string, script: string): Promise<void> {
  const path = join(scene.cluster.root, "bin", name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

test("a job on a real Slurm reports what its node sees, in a check that takes all steps, and leaves nothing", async () => {
  await putProgram("apptainer", "echo apptainer version 1.3.4");

  const { status, steps } = await check();

  expect(status).toBe("AVAILABLE");
  expect(Object.values(steps).filter((step) => step.status !== "passed" && step.key !== "freeSpace")).toEqual([]);
  expect(steps.trialJob.summary).toMatch(/^Ran on \S+, \d+ s after it was submitted\.$/);
  expect(steps.sharedFiles.summary).toContain(`sees ${scene.cluster.work}, and can write there`);
  expect(steps.containers.summary).toMatch(/Apptainer 1\.3\.4/);
  expect(steps.wayBack.summary).toContain(`reaches ${trial.publicUrl} directly`);
  expect((await readdir(scene.cluster.work)).filter((name) => name.startsWith(".postern-check"))).toEqual([]);
});

test("what the nodes have is proposed, and what was chosen is looked at there", async () => {
  await putProgram("apptainer", "echo apptainer version 1.3.4");
  // A disk beside that of the work directory, as a node has one and this computer need not.
  const disk = join(scene.cluster.root, "disk");
  await mkdir(disk);
  await putProgram("stat", "echo xfs");
  await putProgram(
    "df",
    `case "$*" in *${disk}*) dev=/dev/b ;; *) dev=/dev/a ;; esac; echo head; echo "$dev 900000000 1000 400000000 1% /"`,
  );
  await mkdir(join(scene.cluster.root, "modules", "init"), { recursive: true });
  await writeFile(
    join(scene.cluster.root, "modules", "init", "bash"),
    '[ -z "$SLURM_JOB_ID" ] || module() { [ "$2" = tool/1 ]; }\n[ -n "$SLURM_JOB_ID" ] || module() { :; }\n',
  );
  const variables = { LOCAL_SCRATCH: disk, MODULESHOME: join(scene.cluster.root, "modules") };
  const environment = Object.entries(variables).map(([name, value]) => ({ name, value, head: true, compute: false }));

  const open = await check({ environment });
  const chosen = await check({ environment, nodeSetup: { modules: ["tool/1"], containerEngine: "apptainer", scratch: "$LOCAL_SCRATCH" } });
  const wrong = await check({ environment, nodeSetup: { modules: ["tool/2"] } });

  await Promise.all(["stat", "df"].map((name) => rm(join(scene.cluster.root, "bin", name))));
  expect([open.steps.containers, open.steps.scratch].map(({ proposals }) => proposals?.map(({ nodeSetup }) => nodeSetup))).toEqual([
    [{ containerEngine: "apptainer" }],
    [{ scratch: "$LOCAL_SCRATCH" }],
  ]);
  expect([chosen.steps.containers, chosen.steps.scratch].map(({ status, proposals }) => [status, proposals])).toEqual([
    ["passed", undefined],
    ["passed", undefined],
  ]);
  expect(chosen.steps.scratch.summary).toContain(
    `on ${open.steps.trialJob.summary?.split(" ")[2]?.replace(",", "") ?? ""} ${disk}, where 381 GiB`,
  );
  expect(wrong.steps.trialJob).toMatchObject({
    status: "failed",
    summary: expect.stringMatching(/^The module tool\/2 could not be loaded on /) as string,
  });
});

test("what only compute nodes lack is a failure; what not every run needs is a warning", async () => {
  await rm(join(scene.cluster.root, "bin", "apptainer"), { force: true });
  // A job knows its node; the login node's own look does not.
  const preRunScript = 'if [ -n "$SLURM_JOB_ID" ]; then echo no such module >&2; false; fi';
  const proxied = [{ name: "http_proxy", value: "http://127.0.0.1:9", head: true, compute: false }];

  const broken = await check({ preRunScript });
  const warned = await check({ environment: proxied });

  expect(broken).toMatchObject({ status: "ERRORED", steps: { java: { status: "passed" }, trialJob: { status: "failed" } } });
  expect(broken.steps.trialJob.summary).toMatch(/^The pre-run script failed on /);
  expect(warned.status).toBe("AVAILABLE");
  // The way without the proxy is open.
  expect(warned.steps.wayBack.status).toBe("passed");
});

test("a job in a queue that starts nothing is cancelled, and the environment is available with a warning", async () => {
  trial.patienceMs = 1;

  const { status, steps } = await check({ headJobOptions: "--mem=50M --hold" });

  trial.patienceMs = longMs;
  expect([status, steps.trialJob.status, steps.sharedFiles.status]).toEqual(["AVAILABLE", "warning", "skipped"]);
  await eventually("the job is gone", async () => {
    const listed = await promisify(execFile)("squeue", ["-h", "-o", "%j"], { env: { ...process.env, ...slurm.env } });
    return !listed.stdout.includes("postern-check");
  });
});

test("a launch directory is tried too, and a node that does not reach this server is a warning", async () => {
  const launchDir = join(scene.cluster.root, "launches");
  await mkdir(launchDir);
  await putProgram("curl", "echo curl: Failed to connect >&2; exit 7");

  const { status, steps } = await check({ launchDir });

  expect(status).toBe("AVAILABLE");
  expect(steps.sharedFiles.summary).toContain(`sees ${scene.cluster.work} and ${launchDir}`);
  expect(steps.wayBack).toMatchObject({ status: "warning", detail: "curl: Failed to connect" });
  expect(steps.wayBack.cure).toContain("--public-url");
});

test("whoever does not want to wait for the queue stops the check: the job is cancelled, the environment available", async () => {
  const config = { workDir: scene.cluster.work, headQueue: slurm.partition, headJobOptions: "--mem=50M --hold" };
  const { credentialsId, jane } = scene.app;
  const id = toComputeEnvId(
    await scene.app.environments.create(jane, { name: "impatient", platform: "slurm-platform", credentialsId, config }),
  );
  await scene.app.environmentReconciler.step(new AbortController().signal);
  await eventually("the job waits", async () => {
    const { checkSteps } = await scene.app.environments.get(jane, id);
    return checkSteps.find(({ key }) => key === "trialJob")?.summary?.startsWith("Waiting in the queue: JobHeldUser");
  });

  await scene.app.checks.stop(jane, id);

  await scene.app.environmentReconciler.idle();
  const { checkSteps, status } = await scene.app.environments.get(jane, id);
  const listed = await promisify(execFile)("squeue", ["-h", "-o", "%j"], { env: { ...process.env, ...slurm.env } });
  expect([status, checkSteps.find(({ key }) => key === "trialJob")?.status]).toEqual(["AVAILABLE", "skipped"]);
  expect(listed.stdout).not.toContain("postern-check");
});
