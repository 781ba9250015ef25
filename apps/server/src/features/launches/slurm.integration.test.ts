import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeJob } from "./describe-job.ts";
import { failed, launched, untilUp, waits } from "../../testing/launched-run.fixture.ts";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

let slurm: SlurmFixture;
let scene: LaunchScene;

const open = (config: object = {}) =>
  LaunchScene.open({
    ...{ eventually, platform: "slurm-platform" as const, env: slurm.env },
    config: { headQueue: slurm.partition, headJobOptions: "--mem=50M", ...config },
  });

beforeAll(async () => {
  slurm = await startSlurm({ killWaitSeconds: 20 });
});

afterAll(() => slurm.stop());

beforeEach(async () => {
  scene = await open();
});

afterEach(async () => {
  // Jobs of a test must not keep the node busy for the next one.
  await promisify(execFile)("scancel", ["--me"], { env: { ...process.env, ...slurm.env } });
  await scene[Symbol.asyncDispose]();
});

describe("an environment on a real Slurm", () => {
  test("becomes available after every step was looked at", async () => {
    const environment = await scene.app.environments.get(scene.app.jane, scene.environment);

    expect(environment).toMatchObject({ status: "AVAILABLE", isPrimary: true });
    expect(environment.checkSteps.filter(({ status }) => status === "failed")).toEqual([]);
    expect(environment.checkSteps.find(({ key }) => key === "scheduler")?.summary).toMatch(/Slurm \d+\.\d+/);
  });

  test("fails for a queue that is not there, and names those that are", async () => {
    const id = await scene.app.environment("slurm-platform", { headQueue: "nowhere" });

    const environment = await scene.app.environments.get(scene.app.jane, id);

    expect(environment.status).toBe("ERRORED");
    expect(environment.statusReason).toMatch(new RegExp(`no partition nowhere.*${slurm.partition}`));
  });

  test("fails for a compute queue that is not there", async () => {
    const id = await scene.app.environment("slurm-platform", { computeQueue: "nowhere" });

    expect((await scene.app.environments.get(scene.app.jane, id)).statusReason).toMatch(/Compute queue: .*nowhere/);
  });
});

test("a real Slurm says what it offers", async () => {
  const offer = await scene.app.offers.ofEnvironment(scene.app.jane, scene.environment);

  expect(offer.queues).toContainEqual(expect.objectContaining({ name: slurm.partition, isOpen: true }));
  expect(offer).toMatchObject({ accounts: [], problems: [] });
});

describe("a run on a real Slurm", () => {
  test("is submitted with its name, queued, run and followed to its end", async () => {
    const pipeline = await scene.cluster.pipeline("good", "echo done; exit 0");

    const runId = await scene.launch(pipeline);
    await scene.begin(runId);
    await scene.ended(runId);
    await scene.complete(runId);
    await scene.sweepUntilClosed(runId);

    expect(await scene.jobOf(runId)).toMatchObject({ job_name: `nf-workflow-${runId}`, submit_state: "finished" });
    const log = await scene.app.runs.findLog(runId, "job");
    expect(Buffer.from(log?.bytes ?? []).toString()).toMatch(new RegExp(`^postern: run ${runId} started on `));
    expect(await scene.startsOf(runId)).toBe(1);
  });

  test("waits in the queue with Slurm's reason, and can be cancelled there", async () => {
    scene = await reopen({ headJobOptions: "--mem=50M --hold" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));

    await scene.app.sweep();
    const waiting = await scene.runOf(runId);
    await scene.app.launches.cancel(scene.app.jane, runId);
    const cancelled = await scene.sweepUntil(runId, "CANCELLED");

    expect(waiting).toMatchObject({ status: "SUBMITTED", status_reason: "Waiting in the queue: JobHeldUser." });
    expect(cancelled.completed_at).not.toBeNull();
    await scene.sweepUntilClosed(runId);
    expect(await scene.startsOf(runId)).toBe(0);
  });

  test("asks for the account, the time, the memory and the rest that its environment had at the launch", async () => {
    const resources = { account: "ab12", wallTimeSeconds: 5400, memoryMb: 60, cpus: 1, noticeSeconds: 120 };
    scene = await reopen({ headJobOptions: "--hold", resources });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.app.resources.replace(scene.app.jane, scene.environment, { resources: { account: "later" } });

    const { job_id: jobId } = await scene.jobOf(runId);
    const shown = await promisify(execFile)("scontrol", ["show", "job", String(jobId)], { env: { ...process.env, ...slurm.env } });

    expect(shown.stdout).toMatch(/\bAccount=ab12\b/);
    expect(shown.stdout).toMatch(/\bTimeLimit=01:30:00\b/);
    expect(shown.stdout).toMatch(/\b(MinMemoryNode=60M|mem=60M)\b/);
    expect(shown.stdout).toMatch(/\bNumCPUs=1\b/);
    const config = await readFile(scene.fileOf(runId, ".config"), "utf8");
    expect(config).toContain("executor.account = 'ab12'");
    const told = await describeJob(scene.database, await scene.runOf(runId));
    expect(told?.resources).toMatchObject({ account: "ab12", memoryMb: 60, qos: null });
  });

  test("is cancelled while it runs: Nextflow gets TERM and time", async () => {
    const runId = await scene.launch(
      await scene.cluster.pipeline("slow", "trap 'echo told; exit 143' TERM; echo up; while :; do sleep 0.1; done"),
    );
    await scene.begin(runId);
    await untilUp(scene, runId);

    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.sweepUntilJob(runId, (job) => job.absent_since !== null);
    scene.app.clock.moveOn(31_000);
    await scene.sweepUntil(runId, "CANCELLED");
    await scene.sweepUntilClosed(runId);

    const log = await scene.app.runs.findLog(runId, "console");
    expect(Buffer.from(log?.bytes ?? []).toString()).toMatch(/^up\n(Terminated\n)?told\n$/);
  });

  test("that Slurm refuses is kept as FAILED, in Slurm's own words", async () => {
    scene = await reopen({ headJobOptions: "--mem=900G" });

    const launch = scene.launch(await scene.cluster.pipeline("good", "exit 0"), { runName: "too_big" });

    await expect(launch).rejects.toEqual(
      expect.objectContaining({
        code: "scheduler.rejected",
        message: expect.stringMatching(/^Slurm refused the job: .*memory/i) as string,
      }),
    );
    const [run] = await scene.database.query.selectFrom("runs").selectAll().execute();
    expect(run).toMatchObject({ run_name: "too_big", status: "FAILED", status_reason: expect.stringMatching(/memory/i) as string });
  });

  test("whose submit was answered into the void is found by its name and runs once", async () => {
    scene.app.ways.fateOf = ([program]) => ({ kind: program === "sbatch" ? "lose-answer" : "pass" });

    const runId = await scene.launch(await scene.cluster.pipeline("bad", "sleep 2; exit 4"));
    const before = (await scene.jobOf(runId)).submit_state;
    await scene.restart();
    const run = await scene.sweepUntil(runId, "FAILED");

    expect(before).toBe("unclear");
    expect(run.exit_status).toBe(4);
    expect(await scene.startsOf(runId)).toBe(1);
    expect(scene.submits).toBe(0);
  });

  test("without sbatch on the cluster fails plainly", async () => {
    scene.app.ways.fateOf = ([program]) => (program === "sbatch" ? { kind: "missing" } : { kind: "pass" });

    const launch = scene.launch(await scene.cluster.pipeline("good", "exit 0"));

    await expect(launch).rejects.toEqual(expect.objectContaining({ code: "command.not_started" }));
    expect(await scene.app.runs.listUnfinished()).toEqual([]);
  });
});

test("a run is not begun again by Slurm; and where an operator insists, its second start does nothing and it was submitted once", async () => {
  const asOperator = (...words: readonly string[]) => promisify(execFile)("scontrol", words, { env: { ...process.env, ...slurm.env } });
  const settleNode = (state: "down" | "resume") => asOperator("update", `nodename=${slurm.nodeName}`, `state=${state}`, "reason=power");
  const runId = await launched(scene, waits);
  const jobId = String((await scene.jobOf(runId)).job_id);
  const refused = asOperator("requeue", jobId);
  await expect(refused).rejects.toThrow(/disabled/);
  await asOperator("update", `jobid=${jobId}`, "requeue=1");

  await settleNode("down");
  await eventually("the node is back", async () => {
    // It comes back by itself too, and then there is nothing to resume.
    await settleNode("resume").catch(() => undefined);
    return (await asOperator("show", "node", slurm.nodeName)).stdout.includes("State=IDLE ");
  });
  expect((await asOperator("show", "job", jobId)).stdout).toMatch(/\bRestarts=1\b/);
  await asOperator("update", `jobid=${jobId}`, "starttime=now");
  const run = await failed(scene, runId);

  // 75 from the launcher of the second start; another when Slurm still clears up after the first and cannot begin it.
  const told = await describeJob(scene.database, run);
  expect(told).toMatchObject({ operationId: jobId, status: "ended" });
  expect(told?.exitCode).not.toBe(0);
  expect(await scene.startsOf(runId)).toBe(1);
  expect(scene.submits).toBe(1);
});

test("fifty unfinished runs in two environments of one account cost one question in each interval", async () => {
  const config = { headQueue: slurm.partition, headJobOptions: "--mem=1M --hold" };
  scene = await reopen(config);
  const computeEnvId = await scene.app.environment("slurm-platform", config);
  const pipeline = await scene.cluster.pipeline("slow", "sleep 600");
  for (let made = 0; made < 25; made += 1) {
    await scene.launch(pipeline);
    await scene.launch(pipeline, { computeEnvId });
  }
  const before = scene.app.ways.count("squeue");

  await scene.app.sweep();
  const once = scene.app.ways.count("squeue");
  await scene.app.sweep();
  const twice = scene.app.ways.count("squeue");

  expect([once - before, twice - once]).toEqual([1, 1]);
  // The checks of the environments, and the look before the first launch.
  expect(scene.app.ways.count("scontrol")).toBeLessThanOrEqual(3);
  const runs = await scene.app.runs.listUnfinished();
  expect(runs.filter((run) => run.compute_env_id === computeEnvId)).toHaveLength(25);
  expect(runs.map((run) => run.status_reason)).toEqual(Array.from({ length: 50 }, () => "Waiting in the queue: JobHeldUser."));
});

async function reopen(config: object): Promise<LaunchScene> {
  await scene[Symbol.asyncDispose]();
  return open(config);
}

test("while the controller does not answer, a launch is refused with what to do, and nothing is written or submitted", async () => {
  const conf = join(scene.cluster.root, "away.conf");
  // A port of the loopback that nobody listens at.
  await writeFile(conf, (await readFile(slurm.confPath, "utf8")).replace(/^SlurmctldPort=.*$/m, "SlurmctldPort=9"));
  const pipeline = await scene.cluster.pipeline("quick", "exit 0");
  scene.app.ways.fateOf = (words) =>
    words[0] === "scontrol" ? { kind: "replace", words: ["env", `SLURM_CONF=${conf}`, ...words] } : { kind: "pass" };

  const launching = scene.launch(pipeline);

  const told = /Scheduler: The Slurm controller does not answer: .*Run `scontrol ping` on the cluster/;
  await expect(launching).rejects.toMatchObject({ code: "launch.not_ready", message: expect.stringMatching(told) as string });
  expect([scene.app.ways.count("sbatch"), await scene.app.runs.listUnfinished()]).toEqual([0, []]);
});
