import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureDebianPackages, eventually, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { vanishedMs } from "@postern/domain";
import type { RunId } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeReachedScenes, inEach, openReachedScenes, ways } from "../../../testing/reached-scenes.fixture.ts";
import { failed, failedUnknown, finish, launched, waits } from "../../../testing/launched-run.fixture.ts";
import type { ReachedScenes, Way } from "../../../testing/reached-scenes.fixture.ts";
import type { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { describeJob } from "../describe-job.ts";
import { testCommonEnds } from "./common-ends.fixture.ts";
import { slowestMs } from "../sweep/sweep-pace.ts";

/** Slurm looks once a minute for jobs whose time is over and for ended ones that it may forget. */
const aMinuteOfSlurmMs = 150_000;

let slurm: SlurmFixture;
let scenes: ReachedScenes;
/** Of servers that are away: nobody sweeps here until Slurm has forgotten the jobs. */
let unwatched: ReachedScenes;
/** Launched first, as they have a minute to wait for. */
let minutes: Readonly<Record<Way, { readonly late: RunId; readonly gone: RunId; readonly killed: RunId }>>;

const operate = (program: string, ...words: readonly string[]) =>
  promisify(execFile)(program, words, { env: { ...process.env, ...slurm.env } });
const open = () =>
  openReachedScenes({
    ...{ platform: "slurm-platform", env: slurm.env },
    config: { headQueue: slurm.partition, headJobOptions: "--mem=50M" },
  });
const another = (scene: LaunchScene, config: object) => scene.app.environment("slurm-platform", { headQueue: slurm.partition, ...config });

beforeAll(async () => {
  await ensureDebianPackages(["slurm-wlm", "munge"]);
  slurm = await startSlurm({ killsOverMemory: true, killWaitSeconds: 20, minJobAgeSeconds: 20 });
  [scenes, unwatched] = await Promise.all([open(), open()]);
  minutes = await inEach(scenes, async (scene, way) => {
    const away = unwatched[way];
    const computeEnvId = await another(scene, { headJobOptions: "--mem=50M", resources: { wallTimeSeconds: 60 } });
    const [late, gone, killed] = await Promise.all([
      launched(scene, waits, { computeEnvId }),
      launched(away, "echo up; exit 6"),
      launched(away, waits),
    ]);
    const [, launcherPid] = (await readFile(away.fileOf(killed, ".started"), "utf8")).split(" ");
    process.kill(Number(launcherPid), "SIGKILL");
    return { late, gone, killed };
  });
}, 300_000);

afterAll(async () => {
  await operate("scancel", "--me");
  await closeReachedScenes(scenes);
  await closeReachedScenes(unwatched);
  await slurm.stop();
});

describe.each(ways)("a run on a real Slurm over %s", (way) => {
  const scene = (): LaunchScene => scenes[way];
  const jobIdOf = async (runId: RunId) => String((await scene().jobOf(runId)).job_id);

  testCommonEnds(scene, {
    open: (at) => another(at, { headJobOptions: "--mem=50M --hold" }),
    release: (jobId) => operate("scontrol", "release", jobId),
    reason: /^Waiting in the queue: JobHeldUser\.$/,
  });

  test("cancelled past Postern is told so, though Nextflow left a code of its own", async () => {
    const runId = await launched(scene(), waits);

    await operate("scancel", await jobIdOf(runId));
    const run = await failed(scene(), runId);

    expect(run.exit_status).toBe(Number(await readFile(scene().fileOf(runId, ".exit"), "utf8")));
    expect(run.status_reason).toMatch(/^The scheduler ended the job: CANCELLED\. up/);
  });

  test("that took more memory than it asked for, on a node without control groups, is told so", async () => {
    const runId = await launched(scene(), `echo up; perl -e '$x = "a" x (300 * 1024 * 1024); sleep 300'`);

    const run = await failed(scene(), runId);

    expect(run.exit_status).toBe(137);
    expect(run.status_reason).toMatch(/^The scheduler ended the job: FAILED \(JobLaunchFailure\)\. It took more memory [^]*exceeded/i);
  });

  test("whose time is over is told so, though Nextflow left a code of its own", async () => {
    const { late } = minutes[way];

    const run = await failed(scene(), late, aMinuteOfSlurmMs);

    expect(run.status_reason).toMatch(/^The scheduler ended the job: TIMEOUT[^]* Its time was used up: give the head job more/);
    expect(await describeJob(scene().database, run)).toMatchObject({
      status: "ended",
      message: expect.stringContaining("TIMEOUT") as string,
    });
    expect(await scene().startsOf(late)).toBe(1);
  });

  test("that Slurm forgot before anybody looked has its end from its own files, and none is submitted again", async () => {
    const { gone, killed } = minutes[way];
    const away = unwatched[way];
    const jobs = await Promise.all([gone, killed].map(async (runId) => String((await away.jobOf(runId)).job_id)));
    const isForgotten = async (job: string): Promise<boolean> =>
      operate("scontrol", "show", "job", job).then(
        () => false,
        (error: unknown) => String(error).includes("Invalid job id"),
      );
    for (const job of jobs) await eventually(`Slurm has forgotten job ${job}`, () => isForgotten(job), aMinuteOfSlurmMs);
    const kept = await launched(away, waits);

    const told = await failedUnknown(away, gone);
    away.app.clock.moveOn(vanishedMs);
    const vanished = await away.sweepUntil(killed, "FAILED");

    expect(told.exit_status).toBe(6);
    expect(vanished.status_reason).toMatch(/^The scheduler no longer knows the job, and it left no exit code\./);
    expect(await describeJob(away.database, vanished)).toMatchObject({ status: "absent" });
    // Among those that are gone, one that is there is still seen.
    expect(await describeJob(away.database, await away.runOf(kept))).toMatchObject({ status: "running" });
    expect(away.submits).toBe(3);
  });
});

test("runs are as they were while the controller is dead, are seen again when it is back, and end by themselves", async () => {
  const runs = await inEach(scenes, (scene) => launched(scene, waits));
  const submits = await inEach(scenes, (scene) => Promise.resolve(scene.submits));

  // What it has not written down yet, a dead controller takes along.
  const isWritten = async (runId: RunId) => (await readFile(join(slurm.dir, "state", "job_state"))).includes(`nf-workflow-${runId}`);
  for (const way of ways) await eventually("the controller has written down the job", () => isWritten(runs[way]));
  await slurm.killController();
  const away = await inEach(scenes, async (scene, way) => {
    await scene.app.sweep();
    return (await scene.runOf(runs[way])).status;
  });
  await slurm.startController();
  await inEach(scenes, async (scene, way) => {
    const backAt = scene.app.clock.now();
    const isSeen = ({ sighted_at: at, sighting }: { sighted_at: number | null; sighting: string | null }) =>
      at !== null && at >= backAt && sighting === '{"seen":"running"}';
    // Its long silence has made the sweeps seldom.
    scene.app.clock.moveOn(slowestMs);
    await scene.sweepUntilJob(runs[way], isSeen);
  });
  const ended = await inEach(scenes, async (scene, way) => {
    await finish(scene, runs[way]);
    return (await failed(scene, runs[way])).exit_status;
  });

  for (const way of ways) {
    expect([way, away[way], ended[way], await scenes[way].startsOf(runs[way])]).toEqual([way, "RUNNING", 7, 1]);
    expect(scenes[way].submits).toBe(submits[way]);
  }
});

test("runs whose node went down are told so, and are not begun again when it is back", async () => {
  const runs = await inEach(scenes, (scene) => launched(scene, waits));
  const settleNode = (state: "down" | "resume") =>
    operate("scontrol", "update", `nodename=${slurm.nodeName}`, `state=${state}`, "reason=power");

  await settleNode("down");
  const ended = await inEach(scenes, (scene, way) => failed(scene, runs[way]));
  await eventually("the node is back", async () => {
    // It comes back by itself too, and then there is nothing to resume.
    await settleNode("resume").catch(() => undefined);
    return (await operate("scontrol", "show", "node", slurm.nodeName)).stdout.includes("State=IDLE ");
  });

  for (const way of ways) {
    expect(ended[way].status_reason).toMatch(
      /^The scheduler ended the job: NODE_FAIL \(NodeDown\)\. Its node failed: launch again with resume; /,
    );
    expect(await describeJob(scenes[way].database, ended[way])).toMatchObject({ status: "ended", message: "NODE_FAIL (NodeDown)" });
    expect(await scenes[way].startsOf(runs[way])).toBe(1);
  }
});
