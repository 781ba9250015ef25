import { AppError } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

let scene: LaunchScene;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
});

afterEach(() => scene[Symbol.asyncDispose]());

describe("a submit whose answer was lost", () => {
  const submitOnly = (kind: "lose-answer" | "lose-request") => (words: readonly string[]) =>
    words.includes("submit") ? ({ kind } as const) : ({ kind: "pass" } as const);

  test("is settled by looking for the job's name, and never sent again", async () => {
    scene.app.ways.fateOf = submitOnly("lose-answer");
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    const before = await scene.jobOf(runId);

    await scene.app.sweep();

    const after = await scene.jobOf(runId);
    expect(before).toMatchObject({ submit_state: "unclear", job_id: null });
    expect(after.submit_state).toBe("submitted");
    expect(after.job_id).not.toBeNull();
    expect(scene.submits).toBe(1);
  });

  test("is known by its files when the job has ended meanwhile", async () => {
    scene.app.ways.fateOf = submitOnly("lose-answer");
    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 7"));
    await scene.ended(runId);

    const settled = eventually("it is settled", async () => {
      await scene.app.sweep();
      scene.app.clock.moveOn(31_000);
      const run = await scene.runOf(runId);
      return run.status === "FAILED" ? run : undefined;
    });

    expect(await settled).toMatchObject({ exit_status: 7 });
  });

  test("fails as lost when there is no trace of it for long, and a job that comes later does nothing", async () => {
    scene.app.ways.fateOf = submitOnly("lose-request");
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));

    await scene.app.sweep();
    await scene.app.sweep();
    const early = await scene.runOf(runId);
    scene.app.clock.moveOn(121_000);
    await scene.app.sweep();
    const late = await scene.runOf(runId);

    expect(early.status).toBe("SUBMITTED");
    expect(late).toMatchObject({ status: "FAILED", status_reason: "The submission was lost on the way to the scheduler. Launch again." });
    expect(await scene.exists(scene.fileOf(runId, ".revoked"))).toBe(true);
    expect((await scene.jobOf(runId)).submit_state).toBe("refused");
    expect(scene.submits).toBe(1);
  });

  test("and that was cancelled ends as CANCELLED", async () => {
    scene.app.ways.fateOf = submitOnly("lose-request");
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.app.launches.cancel(scene.app.jane, runId);

    await scene.app.sweep();
    scene.app.clock.moveOn(121_000);
    await scene.app.sweep();

    expect((await scene.runOf(runId)).status).toBe("CANCELLED");
  });
});

describe("a server that stops in the middle", () => {
  test.each(["prepared", "written"] as const)("after %s goes on with the launch, once", async (state) => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.setUnsent(runId, state);

    await scene.restart();
    await Promise.all([scene.app.sweep(), scene.app.sweep()]);
    await scene.app.sweep();
    await scene.ended(runId);

    expect((await scene.jobOf(runId)).submit_state).toBe("submitted");
    expect(await scene.startsOf(runId)).toBe(1);
    expect(scene.submits).toBe(1);
  });

  test("leaves to other servers what they may be at, and to the leading one what it looks after", async () => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.setUnsent(runId, "prepared");
    await scene.restart();
    const { clock, team } = scene.app;
    await scene.database.query.updateTable("head_jobs").set({ updated_at: clock.now() }).where("run_id", "=", runId).execute();

    team.hasOthers = true;
    await scene.app.sweep();
    const young = (await scene.jobOf(runId)).submit_state;
    clock.moveOn(301_000);
    team.isLeading = false;
    await scene.app.sweep();
    const led = (await scene.jobOf(runId)).submit_state;
    team.isLeading = true;
    await scene.app.sweep();
    await scene.ended(runId);

    expect([young, led, (await scene.jobOf(runId)).submit_state]).toEqual(["prepared", "prepared", "submitted"]);
    expect(scene.submits).toBe(1);
  });

  test("and finds that another one leads since it asked the scheduler changes nothing any more", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 2"));
    await scene.ended(runId);
    const { team, ways } = scene.app;
    const before = [await scene.jobOf(runId), (await scene.runOf(runId)).status];
    let questions = 0;
    ways.fateOf = () => {
      questions += 1;
      team.isLeading = false;
      return { kind: "pass" };
    };
    await scene.app.sweep();
    const late = [await scene.jobOf(runId), (await scene.runOf(runId)).status];

    ways.fateOf = () => ({ kind: "pass" });
    team.isLeading = true;

    expect(questions).toBe(1);
    expect(late).toEqual(before);
    expect(await scene.sweepUntil(runId, "FAILED")).toMatchObject({ exit_status: 2 });
  });

  test("between submit and answer finds the job again", async () => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-answer" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));

    await scene.restart();
    await scene.app.sweep();

    expect(await scene.jobOf(runId)).toMatchObject({ submit_state: "submitted" });
    expect(scene.submits).toBe(0);
  });

  test("while it runs follows it to its end, and ends it once", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 2"));

    await scene.restart();
    await scene.ended(runId);
    await Promise.all([scene.app.sweep(), scene.app.sweep()]);
    const run = await scene.sweepUntil(runId, "FAILED");
    await scene.sweepUntilClosed(runId);

    expect(run.exit_status).toBe(2);
    expect(scene.app.events.filter((event) => event.type === "run" && event.status === "FAILED")).toHaveLength(1);
  });

  test("and was cancelled before the submit never submits", async () => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.setUnsent(runId, "written");
    await scene.app.launches.cancel(scene.app.jane, runId);

    await scene.restart();
    await scene.app.sweep();

    expect((await scene.runOf(runId)).status).toBe("CANCELLED");
    expect((await scene.jobOf(runId)).submit_state).toBe("refused");
    expect(scene.submits).toBe(0);
  });

  test("while it gives a launch up gives it up all the same", async () => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.setUnsent(runId, "written");
    await scene.app.launches.cancel(scene.app.jane, runId);
    const dying = vi.spyOn(scene.app.runs, "settle").mockRejectedValue(new AppError("server.internal", "Killed here."));

    await scene.app.sweep();
    dying.mockRestore();
    await scene.restart();
    await scene.app.sweep();

    expect((await scene.runOf(runId)).status).toBe("CANCELLED");
  });

  test("with an agent that stays away gives the launch up after ten minutes", async () => {
    scene.app.ways.fateOf = (words) => (words.includes("submit") ? { kind: "lose-request" } : { kind: "pass" });
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.setUnsent(runId, "prepared");
    await scene.restart();
    scene.app.ways.isOffline = true;

    await scene.app.sweep();
    scene.app.clock.moveOn(9 * 60_000);
    await scene.app.sweep();
    const waiting = (await scene.runOf(runId)).status;
    scene.app.clock.moveOn(60_000);
    await scene.app.sweep();

    expect(waiting).toBe("SUBMITTED");
    expect(await scene.runOf(runId)).toMatchObject({
      status: "FAILED",
      status_reason: expect.stringMatching(/could not reach the cluster/) as string,
    });
  });
});
