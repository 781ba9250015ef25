import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LaunchRules } from "@postern/contracts";
import type { RunId } from "@postern/domain";
import { eventually, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { describeJob } from "../describe-job.ts";

let slurm: SlurmFixture;
let scene: LaunchScene;

beforeAll(async () => {
  slurm = await startSlurm();
  // Held, so that no job begins; the environment says what it wants, and the launches something else.
  const resources = { account: "own", wallTimeSeconds: 7200, memoryMb: 50, cpus: 1 };
  const config = { headQueue: slurm.partition, headJobOptions: "--hold", resources };
  scene = await LaunchScene.open({ eventually, platform: "slurm-platform", env: slurm.env, config });
  await scene.app.launchRules.replace(scene.app.jane, scene.environment, { rules });
});

afterEach(() => promisify(execFile)("scancel", ["--me"], { env: { ...process.env, ...slurm.env } }));

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await slurm.stop();
});

const rules: LaunchRules = {
  queue: { allow: "within", values: ["spare"] },
  account: { allow: "within", values: ["ab12", "cd34"] },
  wallTimeSeconds: { allow: "within", min: 600, max: 14_400 },
  memoryMb: { allow: "any" },
  headJobOptions: { allow: "any" },
};

async function shownBySlurm(runId: RunId): Promise<string> {
  const { job_id: jobId } = await scene.jobOf(runId);
  const shown = await promisify(execFile)("scontrol", ["show", "job", String(jobId)], { env: { ...process.env, ...slurm.env } });
  return shown.stdout;
}

test("what a launch may say arrives at the job, and what it does not say is as the environment says", async () => {
  const overrides = { queue: "spare", account: "ab12", wallTimeSeconds: 9000, memoryMb: 60, headJobOptions: "--comment 'of the launch'" };

  const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { overrides });

  const shown = await shownBySlurm(runId);
  expect(shown).toMatch(/\bPartition=spare\b/);
  expect(shown).toMatch(/\bAccount=ab12\b/);
  expect(shown).toMatch(/\bTimeLimit=02:30:00\b/);
  expect(shown).toMatch(/\b(MinMemoryNode=60M|mem=60M)\b/);
  expect(shown).toMatch(/\bComment=of the launch\b/);
  expect(shown).toMatch(/\bNumCPUs=1\b/);
  // The options of the environment stay beside those of the launch.
  expect(shown).toMatch(/\bReason=JobHeldUser\b/);
  const told = await describeJob(scene.database, await scene.runOf(runId));
  expect(told?.resources).toMatchObject({ account: "ab12", wallTimeSeconds: 9000, memoryMb: 60, cpus: 1 });
});

test("rules that change afterwards change nothing of a job that is in the queue", async () => {
  const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { overrides: { account: "cd34" } });
  await scene.app.launchRules.replace(scene.app.jane, scene.environment, { rules: {} });

  await scene.app.sweep();

  expect(await shownBySlurm(runId)).toMatch(/\bAccount=cd34\b/);
  expect((await scene.runOf(runId)).status).toBe("SUBMITTED");
  await scene.app.launchRules.replace(scene.app.jane, scene.environment, { rules });
});

test.each([
  ["a queue that is not listed", { queue: "vip" }, /As queue a launch may choose spare here, and not vip\./],
  ["too much time", { wallTimeSeconds: 14_401 }, /at most 4 h of wall time here; 4 h 1 s was asked for/],
  ["too little time", { wallTimeSeconds: 599 }, /at least 10 min of wall time here; 9 min 59 s was asked for/],
  ["processors, which no rule names", { cpus: 2 }, /may not choose the processors here/],
  [
    "raw options about what is bounded",
    { headJobOptions: "--time=99:00:00" },
    /may not decide about the wall time here, as "--time=99:00:00" can/,
  ],
])("%s is refused, and nothing is submitted", async (_what, overrides, message) => {
  const before = scene.submits;

  await expect(scene.launch(await scene.cluster.pipeline("good", "exit 0"), { overrides })).rejects.toEqual(
    expect.objectContaining({
      ...{ code: "launch.out_of_bounds", fields: [`launch.overrides.${Object.keys(overrides).join()}`] },
      message: expect.stringMatching(message) as string,
    }),
  );

  const queue = await promisify(execFile)("squeue", ["--me", "--noheader"], { env: { ...process.env, ...slurm.env } });
  expect(queue.stdout).toBe("");
  expect(scene.submits).toBe(before);
});

test("a wish that the options of the environment would win over is refused instead of lost", async () => {
  const computeEnvId = await scene.app.environment("slurm-platform", { headQueue: slurm.partition, headJobOptions: "--hold -t 10" });
  await scene.app.launchRules.replace(scene.app.jane, computeEnvId, { rules });
  const pipeline = await scene.cluster.pipeline("good", "exit 0");

  await expect(scene.launch(pipeline, { computeEnvId, overrides: { wallTimeSeconds: 3600 } })).rejects.toMatchObject({
    code: "request.invalid",
    fields: ["launch.overrides.wallTimeSeconds"],
    message: expect.stringContaining("can decide about the wall time themselves") as string,
  });
});
