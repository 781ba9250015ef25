import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";
import { stuckCancelMs } from "./sweep/stuck-cancel.ts";

let scene: LaunchScene;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
});

afterEach(() => scene[Symbol.asyncDispose]());

describe("a run that ends without a report", () => {
  test("fails with the words of Nextflow", async () => {
    const script = "echo 'N E X T F L O W'; echo 'ERROR ~ No such variable: foo'; echo; echo ' -- Check script main.nf'; exit 1";
    const runId = await scene.launch(await scene.cluster.pipeline("bad", script));
    await scene.ended(runId);
    const tokensEnded = scene.app.endedTokens.length;

    const run = await scene.sweepUntil(runId, "FAILED");

    expect(run).toMatchObject({ exit_status: 1, status_reason: "No such variable: foo" });
    await scene.sweepUntilClosed(runId);
    expect(scene.app.endedTokens.slice(tokensEnded)).toEqual([runId]);
  });

  test("waits a while for the report of a Nextflow that has reported before", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 3"));
    await scene.begin(runId);
    await scene.ended(runId);

    await scene.app.sweep();
    await scene.app.sweep();
    const early = await scene.runOf(runId);
    scene.app.clock.moveOn(31_000);
    const late = await scene.sweepUntil(runId, "FAILED");

    expect(early.status).toBe("RUNNING");
    expect(late.exit_status).toBe(3);
  });

  test("succeeds by its exit code alone", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.begin(runId);
    await scene.ended(runId);
    await scene.sweepUntilJob(runId, (job) => job.absent_since !== null);

    scene.app.clock.moveOn(31_000);
    const run = await scene.sweepUntil(runId, "SUCCEEDED");

    expect(run.status_reason).toMatch(/final report did not arrive/);
  });

  test("fails plainly when its pre-run script fails", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { preRunScript: "module load nothing-of-that-name" });
    await scene.ended(runId);

    const run = await scene.sweepUntil(runId, "FAILED");

    expect(run.status_reason).toMatch(/^The pre-run script failed/);
  });
});

describe("a cluster that does not answer", () => {
  test("fails no run: after five minutes its state is unknown, and it comes back", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    await scene.begin(runId);
    await scene.app.sweep();

    scene.app.ways.isOffline = true;
    await scene.app.sweep();
    const soon = (await scene.runOf(runId)).status;
    scene.app.clock.moveOn(5 * 60_000);
    const lost = await scene.sweepUntil(runId, "UNKNOWN");
    scene.app.ways.isOffline = false;
    const back = await scene.sweepUntil(runId, "RUNNING");

    expect(soon).toBe("RUNNING");
    expect(lost.status_reason).toMatch(/No agent is connected/);
    expect(back.status_reason).toMatch(/^The job is running, but Nextflow has not reported/);
  });

  test("does not hold up another one", async () => {
    const slow = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    // Environments of one account share its question: another cluster has another credential.
    const made = { name: "other-cluster", provider: "tw-agent", keys: { connectionId: "other" } };
    const other = await scene.app.environment("local-platform", {
      credentialsId: await scene.app.credentials.create(scene.app.jane, made),
    });
    const quick = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { computeEnvId: other });
    const door = Promise.withResolvers<undefined>();
    const { job_id: slowJob } = await scene.jobOf(slow);
    scene.app.ways.fateOf = (words) => (words.includes(String(slowJob)) ? { kind: "hang", until: door.promise } : { kind: "pass" });

    const signal = new AbortController().signal;
    const run = await eventually("the quick one ends", async () => {
      await scene.app.runReconciler.step(signal);
      const found = await scene.runOf(quick);
      if (found.status === "RUNNING" || found.status === "SUBMITTED") scene.app.clock.moveOn(10_000);
      return found.status === "SUCCEEDED" ? found : undefined;
    });
    door.resolve(undefined);

    expect(run.status).toBe("SUCCEEDED");
  });
});

describe("cancelling", () => {
  test("ends the job, and the run is CANCELLED though nothing reported", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "trap 'exit 143' TERM; while :; do sleep 0.1; done"));
    await scene.begin(runId);
    await scene.started(runId);

    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.sweepUntilJob(runId, (job) => job.absent_since !== null);
    scene.app.clock.moveOn(31_000);
    const run = await scene.sweepUntil(runId, "CANCELLED");

    expect(run.status_reason).toBe("Cancelled.");
    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.sweepUntilClosed(runId);
  });

  test("that the scheduler takes and does nothing about is asked for again, and after five minutes it is told what can be done", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("deaf", "sleep 60"));
    await scene.started(runId);
    const isCancel = (words: readonly string[]) => words.includes("cancel");
    scene.app.ways.fateOf = (words) => (isCancel(words) ? { kind: "replace", words: ["echo", "postern-local|end"] } : { kind: "pass" });

    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.app.sweep();
    await scene.app.sweep();
    const asked = scene.app.ways.commands.filter(isCancel).length;
    scene.app.clock.moveOn(stuckCancelMs);
    await scene.app.sweep();
    const stuck = await scene.runOf(runId);
    const askedAgain = scene.app.ways.commands.filter(isCancel).length;
    scene.app.ways.fateOf = () => ({ kind: "pass" });
    scene.app.clock.moveOn(31_000);

    expect([asked, askedAgain]).toEqual([1, 2]);
    expect(stuck.status_reason).toMatch(
      /^Cancelling: for more than 5 minutes the scheduler has listed job \S+ though it was told to end it\. /,
    );
    expect((await scene.sweepUntil(runId, "CANCELLED")).status_reason).toBe("Cancelled.");
  });

  test("whose order never reaches the scheduler is sent until it does, and after five minutes that is told", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("far", "sleep 60"));
    await scene.started(runId);
    let orders = 0;
    scene.app.ways.fateOf = (words) => {
      if (!words.includes("cancel")) return { kind: "pass" };
      orders += 1;
      return { kind: "lose-request" };
    };

    await scene.app.launches.cancel(scene.app.jane, runId);
    await scene.app.sweep();
    await scene.app.sweep();
    scene.app.clock.moveOn(stuckCancelMs);
    await scene.app.sweep();
    const stuck = await scene.runOf(runId);
    scene.app.ways.fateOf = () => ({ kind: "pass" });

    expect(orders).toBe(3);
    expect(stuck.status_reason).toMatch(/^Cancelling: for more than 5 minutes the scheduler has not taken the order to end job /);
    expect((await scene.sweepUntil(runId, "CANCELLED")).status_reason).toBe("Cancelled.");
  });

  test("a run that was started elsewhere must be stopped there", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    await scene.database.query.updateTable("runs").set({ compute_env_id: null }).where("id", "=", runId).execute();

    await expect(scene.app.launches.cancel(scene.app.jane, runId)).rejects.toEqual(expect.objectContaining({ code: "run.foreign" }));
  });

  test("a run that ended otherwise cannot be cancelled", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.complete(runId);

    await expect(scene.app.launches.cancel(scene.app.jane, runId)).rejects.toEqual(expect.objectContaining({ code: "run.ended" }));
  });
});
