import { expect, test } from "vitest";
import { failed, launched, untilUp } from "../../../testing/launched-run.fixture.ts";
import type { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { describeJob } from "../describe-job.ts";

export interface HeldJobs {
  /** An environment whose jobs are held until somebody releases them. */
  readonly open: (scene: LaunchScene) => Promise<string>;
  readonly release: (jobId: string) => Promise<unknown>;
  /** What its user is told meanwhile. */
  readonly reason: RegExp;
}

/** What becomes of a run on any scheduler, over any way: the same tests for each. */
export function testCommonEnds(scene: () => LaunchScene, held: HeldJobs): void {
  test("is submitted once under its name, runs, and is followed to its good end", async () => {
    const runId = await launched(scene(), "echo up; exit 0");

    await scene().ended(runId);
    await scene().complete(runId);
    await scene().sweepUntilClosed(runId);

    expect(await scene().jobOf(runId)).toMatchObject({ job_name: `nf-workflow-${runId}`, submit_state: "finished" });
    expect((await scene().runOf(runId)).status).toBe("SUCCEEDED");
    expect(await scene().startsOf(runId)).toBe(1);
  });

  test("fails with the exit code of its Nextflow and the words that it said last", async () => {
    const runId = await launched(scene(), "echo up; echo 'ERROR ~ no such reference'; exit 4");

    const run = await failed(scene(), runId);

    expect(run).toMatchObject({ exit_status: 4, status_reason: expect.stringContaining("no such reference") as string });
    expect(await describeJob(scene().database, run)).toMatchObject({ status: "ended", exitCode: 4 });
  });

  test("is held with the reason of its scheduler, and when it is released it runs", async () => {
    const computeEnvId = await held.open(scene());
    const runId = await scene().launch(await scene().cluster.pipeline("held", "echo up; exit 3"), { computeEnvId });

    await scene().app.sweep();
    const waiting = await scene().runOf(runId);
    await held.release(String((await scene().jobOf(runId)).job_id));
    await untilUp(scene(), runId);
    const run = await failed(scene(), runId);

    expect(waiting).toMatchObject({ status: "SUBMITTED", status_reason: expect.stringMatching(held.reason) as string });
    expect(run.exit_status).toBe(3);
    expect(await scene().startsOf(runId)).toBe(1);
  });

  test("is cancelled while it runs: Nextflow gets TERM and time", async () => {
    const runId = await launched(scene(), "trap 'echo told; exit 143' TERM; echo up; while :; do sleep 0.1; done");

    await scene().app.launches.cancel(scene().app.jane, runId);
    await scene().sweepUntilJob(runId, (job) => job.absent_since !== null);
    scene().app.clock.moveOn(31_000);
    await scene().sweepUntil(runId, "CANCELLED");
    await scene().sweepUntilClosed(runId);

    const log = await scene().app.runs.findLog(runId, "console");
    expect(Buffer.from(log?.bytes ?? []).toString()).toMatch(/^up\n(Terminated\n)?told\n$/);
  });
}
