import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureDebianPackages, eventually, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import type { RunId } from "@postern/domain";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

let slurm: SlurmFixture;
let scene: LaunchScene;

const operate = (program: string, ...words: readonly string[]) =>
  promisify(execFile)(program, words, { env: { ...process.env, ...slurm.env } });

beforeAll(async () => {
  await ensureDebianPackages(["slurm-wlm", "munge"]);
  slurm = await startSlurm();
});

afterAll(() => slurm.stop());

beforeEach(async () => {
  const config = { headQueue: slurm.partition, headJobOptions: "--mem=50M --hold" };
  scene = await LaunchScene.open({ eventually, platform: "slurm-platform", env: slurm.env, config });
});

afterEach(async () => {
  await operate("scancel", "--me");
  await scene[Symbol.asyncDispose]();
});

const waits = "trap 'exit 143' TERM; echo up; while [ ! -e go ]; do sleep 0.1; done; exit 4";

/** As where `sbatch` is a script of the site that tries again when the controller is slow, and the answer to both is lost. */
async function launchedTwice(): Promise<RunId> {
  let isSent = false;
  scene.app.ways.fateOf = ([program]) => {
    if (program !== "sbatch") return { kind: "pass" };
    const fate = isSent ? "pass" : "twice-and-lost";
    isSent = true;
    return { kind: fate } as const;
  };
  const runId = await scene.launch(await scene.cluster.pipeline("twice", waits));
  await scene.app.sweep();
  return runId;
}

async function queued(runId: RunId): Promise<readonly string[]> {
  const { stdout } = await operate("squeue", "-h", `--name=nf-workflow-${runId}`, "-o", "%i");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .toSorted();
}

test("a submission whose answer was lost and that arrived twice is one run: whichever job begins is followed, and the other is taken out", async () => {
  const runId = await launchedTwice();
  const [first = "", second = ""] = await queued(runId);
  const found = await scene.jobOf(runId);
  await scene.app.sweep();
  const { status, status_reason: told } = await scene.runOf(runId);

  await operate("scontrol", "release", second);
  await scene.started(runId);
  await scene.sweepUntilJob(runId, (job) => job.job_id === second && job.spare_job_ids === null);
  const left = await queued(runId);
  await operate("bash", "-c", `touch ${scene.cluster.work}/go`);
  await scene.ended(runId);
  const run = await scene.sweepUntil(runId, "FAILED");

  expect(found).toMatchObject({ submit_state: "submitted", job_id: first, spare_job_ids: JSON.stringify([second]) });
  expect(status).toBe("SUBMITTED");
  expect(told).toMatch(new RegExp(`^Waiting in the queue: .*several jobs for this run, ${first} and ${second}: `));
  expect(left).toEqual([second]);
  expect(run.exit_status).toBe(4);
  expect(await scene.startsOf(runId)).toBe(1);
  expect(scene.submits).toBe(1);
});

test("a run that was submitted twice and is cancelled while both jobs wait leaves none that could begin", async () => {
  const runId = await launchedTwice();

  await scene.app.launches.cancel(scene.app.jane, runId);
  await scene.sweepUntil(runId, "CANCELLED");
  await scene.sweepUntilClosed(runId);

  expect(await queued(runId)).toEqual([]);
  expect(await scene.startsOf(runId)).toBe(0);
});

test("one of two jobs that somebody deletes does not end the run: the other stands for it", async () => {
  const runId = await launchedTwice();
  const [first = "", second = ""] = await queued(runId);

  await operate("scancel", first);
  await scene.sweepUntilJob(runId, (job) => job.job_id === second);
  const { status } = await scene.runOf(runId);

  expect(status).toBe("SUBMITTED");
  expect(await scene.jobOf(runId)).toMatchObject({ spare_job_ids: null, absent_since: null });
  expect(await queued(runId)).toEqual([second]);
});

test("a job that gave way to another of its run, of which nobody was told, does not end the run: the other is followed", async () => {
  scene.app.ways.fateOf = ([program]) => ({ kind: program === "sbatch" ? "twice" : "pass" });
  const runId = await scene.launch(await scene.cluster.pipeline("twice", waits));
  const [first = "", second = ""] = await queued(runId);
  const { job_id: told } = await scene.jobOf(runId);

  await operate("scontrol", "release", first);
  await scene.started(runId);
  await operate("scontrol", "release", second);
  await scene.sweepUntilJob(runId, (job) => job.job_id === first);
  await scene.app.sweep();
  const { status } = await scene.runOf(runId);
  await operate("bash", "-c", `touch ${scene.cluster.work}/go`);
  await scene.ended(runId);
  const run = await scene.sweepUntil(runId, "FAILED");

  expect(told).toBe(second);
  expect(["SUBMITTED", "RUNNING"]).toContain(status);
  expect(run.exit_status).toBe(4);
  expect(await scene.startsOf(runId)).toBe(1);
});
