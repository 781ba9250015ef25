import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureDebianPackages, eventually, startGridEngine } from "@postern/testing";
import type { GridEngineFixture } from "@postern/testing";
import type { RunRow } from "@postern/database";
import type { RunId } from "@postern/domain";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeJob } from "./describe-job.ts";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

let engine: GridEngineFixture;
let scene: LaunchScene;

const open = (config: object = {}) =>
  LaunchScene.open({
    ...{ eventually, platform: "uge-platform" as const, env: engine.env },
    // Unlike Slurm, Grid Engine gives a job no path of who submits it.
    config: { headQueue: engine.queue, preRunScript: 'export PATH="$PWD/../bin:$PATH"', ...config },
  });
const operate = (program: string, ...words: readonly string[]) =>
  promisify(execFile)(program, words, { env: { ...process.env, ...engine.env } });

beforeAll(async () => {
  await ensureDebianPackages(["gridengine-master", "gridengine-exec", "gridengine-client"]);
  engine = await startGridEngine({ notifySeconds: 3 });
});

afterAll(() => engine.stop());

beforeEach(async () => {
  scene = await open();
});

afterEach(async () => {
  // Jobs of a test that failed must not be in the way of the next one.
  await operate("qdel", "-f", "-u", "*").catch(() => undefined);
  await scene[Symbol.asyncDispose]();
});

/** A host that comes back looks once a minute for what became of its jobs. */
const endKnownWithinMs = 150_000;
const waits = "trap 'exit 143' TERM; echo up; while :; do sleep 0.1; done";

async function launched(script: string): Promise<RunId> {
  const runId = await scene.launch(await scene.cluster.pipeline("ended", script));
  await scene.begin(runId);
  await eventually("Nextflow is up", async () => {
    const log = await scene.app.liveLogs.tail(await scene.runOf(runId), "console");
    return Buffer.from(log?.bytes ?? []).includes("up");
  });
  return runId;
}

/** Its end is in the accounting some time after it has left the queue. */
async function failed(runId: RunId): Promise<RunRow> {
  const isKnown = async (): Promise<boolean> => {
    await scene.app.sweep();
    return (await describeJob(scene.database, await scene.runOf(runId)))?.status === "ended";
  };
  await eventually("the end is known", isKnown, endKnownWithinMs);
  scene.app.clock.moveOn(31_000);
  return scene.sweepUntil(runId, "FAILED");
}

/** What an operator does when the host of a job stays away. The qmaster may be busy with that host itself, and not hear the first time. */
async function giveUp(runId: RunId): Promise<void> {
  const jobId = String((await scene.jobOf(runId)).job_id);
  const isGone = async (): Promise<boolean> => {
    await operate("qdel", "-f", jobId).catch(() => undefined);
    const listed = await operate("qstat").catch(() => undefined);
    return listed !== undefined && !new RegExp(`^ *${jobId} `, "m").test(listed.stdout);
  };
  await eventually(`job ${jobId} is given up`, isGone, endKnownWithinMs);
}

describe("a run that Grid Engine ends", () => {
  test("because it took more memory than it asked for is told so, with what to do", async () => {
    scene = await reopen({ headJobOptions: "-l h_vmem=700M" });
    const runId = await launched(`echo up; for n in 1 2; do perl -e '$x = "a" x (300 * 1024 * 1024); sleep 300' & done; wait`);

    const run = await failed(runId);

    expect(run.status_reason).toMatch(/^The scheduler ended the job: failed 37: .*h_vmem limit\. It took more memory than it may: /);
    expect(run.exit_status).not.toBe(0);
    expect(scene.submits).toBe(1);
  });

  test("because its time is over is told so, with what to do", async () => {
    scene = await reopen({ resources: { wallTimeSeconds: 3 } });
    const runId = await launched(waits);

    const run = await failed(runId);

    expect(run.status_reason).toMatch(/^The scheduler ended the job: failed 37: .*h_rt.*\. Its time was used up: /);
  });

  test("because somebody deleted its job past Postern is told so", async () => {
    const runId = await launched(waits);

    await operate("qdel", String((await scene.jobOf(runId)).job_id));
    const run = await failed(runId);

    expect(run.exit_status).toBe(143);
    expect(await scene.startsOf(runId)).toBe(1);
  });

  test("because its host lost its power goes on as it was while nobody knows, and is told so when the host is back", async () => {
    const runId = await launched(waits);

    await engine.failHost();
    await scene.app.sweep();
    const unaware = await scene.runOf(runId);
    scene.app.clock.moveOn(6 * 60_000);
    await scene.app.sweep();
    const silent = await scene.runOf(runId);
    await engine.startHost();
    const run = await failed(runId);

    // The qmaster lists the job as running for as long as it does not know better.
    expect(unaware).toMatchObject({ status: "RUNNING", status_reason: null });
    expect(silent).toMatchObject({
      status: "RUNNING",
      status_reason: expect.stringMatching(/^The job is running, but Nextflow has not reported for \d+ minutes/) as string,
    });
    expect(run.status_reason).toMatch(
      /^The scheduler ended the job: failed 19: before writing exit_status\. Its node failed: launch again/,
    );
    expect(await scene.startsOf(runId)).toBe(1);
    expect(scene.submits).toBe(1);
  });

  test("on a host that never comes back is not taken for a good one when an operator deletes the job by force", async () => {
    const runId = await launched(waits);
    const cancelledId = await launched(waits);
    await engine.failHost();

    await scene.app.launches.cancel(scene.app.jane, cancelledId);
    await scene.app.sweep();
    const still = await scene.runOf(cancelledId);
    await giveUp(runId);
    await giveUp(cancelledId);
    const run = await failed(runId);
    const cancelled = await scene.sweepUntil(cancelledId, "CANCELLED");
    await engine.startHost();

    expect(still.status).toBe("RUNNING");
    expect(run.status_reason).toMatch(/^The scheduler ended the job: deleted by force\. Its node failed: launch again/);
    expect(cancelled.completed_at).not.toBeNull();
    expect(scene.submits).toBe(2);
  });
});

test("a run on a real Grid Engine is as it was while its qmaster is away, and is seen again when that is back", async () => {
  const runId = await launched(waits);
  const before = await scene.runOf(runId);

  await engine.stopQmaster();
  await scene.app.sweep();
  scene.app.clock.moveOn(6 * 60_000);
  await scene.begin(runId);
  await scene.app.sweep();
  const away = await scene.runOf(runId);
  await engine.startQmaster();
  const backAt = scene.app.clock.now();
  // How it ends is not waited for: a host comes back to a new qmaster after half a minute.
  await scene.sweepUntilJob(runId, ({ sighted_at: at, sighting }) => at !== null && at >= backAt && sighting === '{"seen":"running"}');

  expect([before.status, away.status]).toEqual(["RUNNING", "RUNNING"]);
  expect(await scene.startsOf(runId)).toBe(1);
  expect(scene.submits).toBe(1);
});

async function reopen(config: object): Promise<LaunchScene> {
  await scene[Symbol.asyncDispose]();
  return open(config);
}
