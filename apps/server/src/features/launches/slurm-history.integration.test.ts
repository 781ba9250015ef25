import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isTerminal } from "@postern/domain";
import type { RunId, RunStatus } from "@postern/domain";
import { eventually, seededRandom, startSlurm } from "@postern/testing";
import type { SlurmFixture } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fate } from "../../testing/broken-ways.fixture.ts";
import { judgeHistory } from "../../testing/history/judge-history.fixture.ts";
import type { History } from "../../testing/history/judge-history.fixture.ts";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";
import { toRunStatus } from "../runs/service.ts";

/**
 * The same judge as over a thousand schedules on the model; here with a real scheduler, whose controller is killed too. When a job began is not
 * seen here, so it cannot be told to have begun after the end.
 */
const schedules = 12;
/** Longer than a submission takes. */
const breaksWithinMs = 400;
/** Beside all the others a job may wait for its node, and for its sweeps. */
const longMs = 180_000;
const runs = promisify(execFile);

let slurm: SlurmFixture;
let scene: LaunchScene;

beforeAll(async () => {
  slurm = await startSlurm();
  scene = await LaunchScene.open({ eventually, platform: "slurm-platform", env: slurm.env, config: { headQueue: slurm.partition } });
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await slurm.stop();
});

const troubles = [
  "the controller is killed",
  "the server is killed",
  "the answer is lost",
  "the request is lost",
  "nothing happens",
] as const;

/** What a server meets that is asked to launch. */
function fateIn(trouble: (typeof troubles)[number]): (words: readonly string[]) => Fate {
  return ([program]) => {
    if (program === "sbatch" && trouble === "the answer is lost") return { kind: "lose-answer" };
    if (program === "sbatch" && trouble === "the request is lost") return { kind: "lose-request" };
    return { kind: "pass" };
  };
}

/** Launches, breaks something at a random moment, mends it, and looks until the run is closed. */
async function play(seed: number): Promise<History> {
  const random = seededRandom(seed);
  const trouble = troubles[seed % troubles.length] ?? "nothing happens";
  const code = random() < 0.5 ? 0 : 7;
  const pipeline = await scene.cluster.pipeline(`seed-${String(seed)}`, `sleep ${String(random())}; exit ${String(code)}`);
  scene.app.ways.fateOf = fateIn(trouble);
  const launching = scene.launch(pipeline).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, random() * breaksWithinMs));
  if (trouble === "the controller is killed") await slurm.killController();
  if (trouble === "the server is killed") await scene.restart();
  await launching;
  if (trouble === "the controller is killed") await slurm.startController();
  scene.app.ways.fateOf = () => ({ kind: "pass" });
  return historyOf(await newestRun(), code);
}

async function historyOf(runId: RunId | undefined, code: number): Promise<History> {
  // Killed before anything was stored: nobody was told of a run.
  if (runId === undefined) return { ...untold, alive: (await strayJobs()).length };
  // It is stored so. A launch that was cut short may have been refused, and its person told, before the first look.
  const statuses: RunStatus[] = ["SUBMITTED"];
  const close = async (): Promise<boolean> => {
    // A controller that has forgotten its last seconds gives their numbers out again, and the node refuses such a job and is set aside.
    await slurm.letNodeBack();
    await scene.app.sweep();
    scene.app.clock.moveOn(31_000);
    const status = toRunStatus(await scene.runOf(runId));
    if (statuses.at(-1) !== status) statuses.push(status);
    return ["finished", "refused"].includes((await scene.jobOf(runId)).submit_state) && isTerminal(status);
  };
  await eventually("the run is closed", close, longMs);
  const begunAtEnd = await scene.startsOf(runId);
  const alive = await liveJobs(`nf-workflow-${runId}`);
  return {
    ...{ statuses, begun: begunAtEnd, begunAfterEnd: 0, alive: alive.length, isClosed: true, wasCancelAsked: false },
    submissions: (await jobsOf(`nf-workflow-${runId}`)).length,
    endedWell: begunAtEnd > 0 && code === 0,
    isConsoleKept: (await scene.app.runs.findLog(runId, "console")) !== undefined,
    exitCode: begunAtEnd > 0 ? code : undefined,
  };
}

const untold: History = {
  ...{ statuses: ["SUBMITTED", "FAILED"], submissions: 0, begun: 0, begunAfterEnd: 0, alive: 0 },
  ...{ isClosed: true, wasCancelAsked: false, endedWell: false, isConsoleKept: false, exitCode: undefined },
};

const seen = new Set<string>();

async function newestRun(): Promise<RunId | undefined> {
  const rows = await scene.database.query.selectFrom("head_jobs").select("run_id").execute();
  const fresh = rows.map(({ run_id }) => run_id).find((id) => !seen.has(id));
  if (fresh !== undefined) seen.add(fresh);
  return fresh as RunId | undefined;
}

/** Names with states of all jobs that Slurm has known. */
async function jobsOf(name: string): Promise<readonly string[]> {
  const { stdout } = await runs("squeue", ["--noheader", "--states=all", "--format=%j %T"], { env: { ...process.env, ...slurm.env } });
  return stdout.split("\n").filter((line) => line.startsWith(name));
}

async function liveJobs(name: string): Promise<readonly string[]> {
  return (await jobsOf(name)).filter((line) => /PENDING|RUNNING|COMPLETING/.test(line));
}

/** Of no run that is known. A controller that was killed has forgotten the last seconds, and may list again what has ended: that job does nothing. */
async function strayJobs(): Promise<readonly string[]> {
  return (await liveJobs("nf-workflow-")).filter((line) => ![...seen].some((runId) => line.startsWith(`nf-workflow-${runId} `)));
}

test("on a real Slurm too a run is submitted once and comes to one true end, whoever is killed when", { timeout: 400_000 }, async () => {
  const bad: object[] = [];
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= schedules; seed += 1) {
    const history = await play(seed);
    const problems = judgeHistory(history);
    if (problems.length > 0) bad.push({ seed, trouble: troubles[seed % troubles.length], problems, history });
    const end = history.statuses.at(-1) ?? "none";
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }

  expect(bad).toEqual([]);
  for (const end of ["SUCCEEDED", "FAILED"]) expect(ends.get(end)).toBeGreaterThan(1);
});
