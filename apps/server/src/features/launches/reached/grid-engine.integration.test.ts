import { execFile } from "node:child_process";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureDebianPackages, eventually, startGridEngine } from "@postern/testing";
import type { GridEngineFixture } from "@postern/testing";
import type { RunId } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeReachedScenes, inEach, openReachedScenes, ways } from "../../../testing/reached-scenes.fixture.ts";
import { failed, failedUnknown, launched, waits } from "../../../testing/launched-run.fixture.ts";
import type { ReachedScenes } from "../../../testing/reached-scenes.fixture.ts";
import type { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { describeJob } from "../describe-job.ts";
import { testCommonEnds } from "./common-ends.fixture.ts";
import { slowestMs } from "../sweep/sweep-pace.ts";

/** A host that comes back looks once a minute for what became of its jobs. */
const endKnownWithinMs = 150_000;

let engine: GridEngineFixture;
let scenes: ReachedScenes;

// Unlike Slurm, Grid Engine gives a job no path of who submits it.
const settings = () => ({ headQueue: engine.queue, preRunScript: 'export PATH="$PWD/../bin:$PATH"' });
const operate = (program: string, ...words: readonly string[]) =>
  promisify(execFile)(program, words, { env: { ...process.env, ...engine.env } });
const another = (scene: LaunchScene, config: object) => scene.app.environment("uge-platform", { ...settings(), ...config });

beforeAll(async () => {
  await ensureDebianPackages(["gridengine-master", "gridengine-exec", "gridengine-client"]);
  engine = await startGridEngine({ notifySeconds: 3, slots: 12 });
  scenes = await openReachedScenes({ platform: "uge-platform", env: engine.env, path: engine.path, config: settings() });
}, 300_000);

afterAll(async () => {
  await closeReachedScenes(scenes);
  await engine.stop();
});

describe.each(ways)("a run on a real Grid Engine over %s", (way) => {
  const scene = (): LaunchScene => scenes[way];
  const jobIdOf = async (runId: RunId) => String((await scene().jobOf(runId)).job_id);

  testCommonEnds(scene, {
    open: (at) => another(at, { headJobOptions: "-h" }),
    release: (jobId) => operate("qrls", jobId),
    reason: /^Waiting in the queue: .*h/,
  });

  test("deleted past Postern is told so", async () => {
    const runId = await launched(scene(), waits);

    await operate("qdel", await jobIdOf(runId));
    const run = await failed(scene(), runId);

    expect(run.exit_status).toBe(143);
    expect(await scene().startsOf(runId)).toBe(1);
  });

  test("that took more memory than it asked for is told so, with what to do", async () => {
    const computeEnvId = await another(scene(), { headJobOptions: "-l h_vmem=700M" });
    const eats = `echo up; for n in 1 2; do perl -e '$x = "a" x (300 * 1024 * 1024); sleep 300' & done; wait`;
    const runId = await launched(scene(), eats, { computeEnvId });

    const run = await failed(scene(), runId);

    expect(run.status_reason).toMatch(/^The scheduler ended the job: failed 37: .*h_vmem limit\. It took more memory than it may: /);
    expect(run.exit_status).not.toBe(0);
  });

  test("whose time is over is told so, with what to do", async () => {
    const computeEnvId = await another(scene(), { resources: { wallTimeSeconds: 3 } });
    const runId = await launched(scene(), waits, { computeEnvId });

    const run = await failed(scene(), runId);

    expect(run.status_reason).toMatch(/^The scheduler ended the job: failed 37: .*h_rt.*\. Its time was used up: /);
  });

  test("that is in no queue and in no accounting any more before anybody looked has its end from its own files", async () => {
    const gone = await launched(scene(), "echo up; exit 6");
    const job = await jobIdOf(gone);
    await eventually("the end is in the accounting", async () => operate("qacct", "-j", job).catch(() => false) as Promise<object | false>);
    // As the nightly rotation does.
    const accounting = join(engine.dir, "root", "default", "common", "accounting");
    await rename(accounting, `${accounting}.${job}`);
    const { submits } = scene();

    const run = await failedUnknown(scene(), gone);

    expect(run.exit_status).toBe(6);
    expect(await describeJob(scene().database, run)).toMatchObject({ status: "absent" });
    expect(scene().submits).toBe(submits);
  });
});

test("runs are as they were while the qmaster is away, and are seen again when it is back", async () => {
  const runs = await inEach(scenes, (scene) => launched(scene, waits));
  const submits = await inEach(scenes, (scene) => Promise.resolve(scene.submits));

  await engine.stopQmaster();
  const away = await inEach(scenes, async (scene, way) => {
    await scene.app.sweep();
    scene.app.clock.moveOn(6 * 60_000);
    await scene.begin(runs[way]);
    await scene.app.sweep();
    return (await scene.runOf(runs[way])).status;
  });
  await engine.startQmaster();
  // How they end is not waited for: a host comes back to a new qmaster after half a minute.
  await inEach(scenes, async (scene, way) => {
    const backAt = scene.app.clock.now();
    scene.app.clock.moveOn(slowestMs);
    await scene.sweepUntilJob(
      runs[way],
      ({ sighted_at: at, sighting }) => at !== null && at >= backAt && sighting === '{"seen":"running"}',
    );
  });

  for (const way of ways) {
    expect([way, away[way], await scenes[way].startsOf(runs[way]), scenes[way].submits]).toEqual([way, "RUNNING", 1, submits[way]]);
  }
});

// Last: its host is away for a while. Nobody deletes a job there by force: the qmaster of 8.1.9 sometimes dies of that.
const whileHostIsAway = { timeout: 2 * endKnownWithinMs + 120_000 };

test(
  "runs whose host lost its power go on while nobody knows; when it is back they are told so, and a cancelled one is cancelled",
  whileHostIsAway,
  async () => {
    const runs = await inEach(scenes, async (scene) => ({ kept: await launched(scene, waits), cancelled: await launched(scene, waits) }));
    const submits = await inEach(scenes, (scene) => Promise.resolve(scene.submits));

    await engine.failHost();
    const unaware = await inEach(scenes, async (scene, way) => {
      await scene.app.launches.cancel(scene.app.jane, runs[way].cancelled);
      await scene.app.sweep();
      const look = () => Promise.all([runs[way].kept, runs[way].cancelled].map((runId) => scene.runOf(runId)));
      const before = await look();
      scene.app.clock.moveOn(6 * 60_000);
      await scene.app.sweep();
      return [...before, ...(await look())];
    });
    await engine.startHost();
    const ended = await inEach(scenes, async (scene, way) => {
      const kept = await failed(scene, runs[way].kept, endKnownWithinMs);
      return { kept, cancelled: await scene.sweepUntil(runs[way].cancelled, "CANCELLED", endKnownWithinMs) };
    });

    for (const way of ways) {
      // The qmaster lists a job as running for as long as it does not know better.
      expect(unaware[way].map(({ status }) => status)).toEqual(["RUNNING", "RUNNING", "RUNNING", "RUNNING"]);
      expect(unaware[way].map(({ status_reason: reason }) => reason).slice(1)).toEqual([
        "Cancelling: the cluster is asked to end the job.",
        expect.stringMatching(/^The job is running, but Nextflow has not reported for \d+ minutes/),
        expect.stringMatching(/^Cancelling: for more than 5 minutes the scheduler has listed job \d+ .* delete the job by force\.$/),
      ]);
      expect(ended[way].cancelled.completed_at).not.toBeNull();
      expect(ended[way].kept.status_reason).toMatch(
        /^The scheduler ended the job: failed 19: before writing exit_status\. Its node failed: launch again/,
      );
      expect(await scenes[way].startsOf(runs[way].kept)).toBe(1);
      expect(scenes[way].submits).toBe(submits[way]);
    }
  },
);
