import { eventually } from "@postern/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LaunchScene } from "../testing/launch-scene.fixture.ts";

let scene: LaunchScene;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
});

afterEach(() => scene[Symbol.asyncDispose]());

test("a cluster that is still being looked at is not asked again", async () => {
  const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
  await scene.started(runId);
  const door = Promise.withResolvers<undefined>();
  const { job_id: job } = await scene.jobOf(runId);
  scene.app.ways.fateOf = () => ({ kind: "hang", until: door.promise });
  const questions = () => scene.app.ways.commands.filter((words) => words.includes(String(job))).length;
  const signal = new AbortController().signal;

  for (let step = 0; step < 3; step += 1) await scene.app.runReconciler.step(signal);
  await eventually("it is asked", () => questions() > 0);
  await scene.app.runReconciler.step(signal);
  const asked = questions();
  door.resolve(undefined);
  await scene.app.runReconciler.idle();

  expect(asked).toBe(1);
});

describe("two environments of one account", () => {
  const questions = () => scene.app.ways.commands.filter((words) => words.includes("status")).length;

  test("cost one question in an interval, and each is told of its own runs", async () => {
    const other = await scene.app.environment("local-platform");
    const good = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    const bad = await scene.launch(await scene.cluster.pipeline("bad", "exit 3"), { computeEnvId: other });
    await scene.ended(good);
    await scene.ended(bad);

    await scene.app.sweep();
    const asked = questions();

    const seen = await Promise.all([good, bad].map(async (runId) => JSON.parse((await scene.jobOf(runId)).sighting ?? "{}") as object));
    expect(asked).toBe(1);
    expect(seen).toMatchObject([
      { seen: "ended", exitCode: 0 },
      { seen: "ended", exitCode: 3 },
    ]);
  });

  test("are looked at apart: what hangs in one of them after the question holds up the other in nothing", async () => {
    const other = await scene.app.environment("local-platform");
    const stuck = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    const bad = await scene.launch(await scene.cluster.pipeline("bad", "exit 3"), { computeEnvId: other });
    await scene.started(stuck);
    await scene.ended(bad);
    const door = Promise.withResolvers<undefined>();
    await scene.app.launches.cancel(scene.app.jane, stuck);
    await scene.app.runReconciler.idle();
    scene.app.clock.moveOn(60_000);
    scene.app.ways.fateOf = (words) => (words.includes("cancel") ? { kind: "hang", until: door.promise } : { kind: "pass" });

    const signal = new AbortController().signal;
    const run = await eventually("the other run is followed to its end", async () => {
      await scene.app.runReconciler.step(signal);
      const now = await scene.runOf(bad);
      return now.status === "FAILED" ? now : undefined;
    });
    const isStuck = scene.app.ways.commands.some((words) => words.includes("cancel"));
    door.resolve(undefined);
    await scene.app.runReconciler.idle();

    expect([run.exit_status, isStuck]).toEqual([3, true]);
  });

  test("are asked about in their turn also where a slow scheduler is asked about the runs of one in between, for a person", async () => {
    const other = await scene.app.environment("local-platform");
    const one = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    const neighbour = await scene.launch(await scene.cluster.pipeline("also-slow", "sleep 60"), { computeEnvId: other });
    await scene.started(one);
    await scene.started(neighbour);
    const { job_id: job } = await scene.jobOf(neighbour);
    /** Every answer takes nine seconds: it is asked each minute and a half. */
    const answerSlowly = async (look: () => Promise<unknown>): Promise<void> => {
      const door = Promise.withResolvers<undefined>();
      scene.app.ways.commands.length = 0;
      scene.app.ways.fateOf = (words) => (words.includes("status") ? { kind: "hang", until: door.promise } : { kind: "pass" });
      await look();
      await eventually("it is asked", () => scene.app.ways.commands.some((words) => words.includes("status")));
      scene.app.clock.moveOn(9000);
      door.resolve(undefined);
      await scene.app.runReconciler.idle();
    };
    const aboutNeighbour = () => scene.app.ways.commands.filter((words) => words.includes(String(job))).length;
    const signal = new AbortController().signal;
    await answerSlowly(() => scene.app.runReconciler.step(signal));
    const first = aboutNeighbour();

    scene.app.clock.moveOn(60_000);
    await answerSlowly(() => scene.app.runReconciler.lookAt({ computeEnvId: scene.environment, userId: scene.app.jane.userId }));
    const between = aboutNeighbour();
    scene.app.clock.moveOn(21_000);
    await answerSlowly(() => scene.app.runReconciler.step(signal));

    expect([first, between, aboutNeighbour()]).toEqual([1, 0, 1]);
  });
});

test("tells how often an environment is asked, and nothing of it once nobody has runs there", async () => {
  const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 2"));
  await scene.ended(runId);
  await scene.app.sweep();
  const asked = scene.app.runReconciler.describeQuestions(scene.environment);
  await scene.sweepUntilClosed(runId);
  await scene.app.sweep();

  expect(asked).toMatchObject({ isAskedHere: true, accounts: [{ questions: 1, askedInLastMinute: expect.any(Number) as number }] });
  expect(asked.accounts[0]?.askedInLastMinute).toBeGreaterThan(0);
  expect(scene.app.runReconciler.describeQuestions(scene.environment).accounts).toEqual([]);
});

describe("when an agent arrives", () => {
  test("a cluster that could not be reached is looked at again at once", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"));
    await scene.begin(runId);
    await scene.ended(runId);
    scene.app.ways.isOffline = true;
    await scene.app.sweep();
    const whileAway = await scene.jobOf(runId);

    scene.app.ways.isOffline = false;
    scene.app.runReconciler.noteArrival();
    await scene.app.runReconciler.idle();

    expect(whileAway.absent_since).toBeNull();
    expect((await scene.jobOf(runId)).absent_since).not.toBeNull();
  });

  test("a launch that waits for its agent is submitted at once", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    await scene.setUnsent(runId, "written");
    scene.app.ways.isOffline = true;
    await scene.app.sweep();
    const whileAway = (await scene.jobOf(runId)).submit_state;

    scene.app.ways.isOffline = false;
    scene.app.runReconciler.noteArrival();
    await scene.app.runReconciler.idle();

    expect([whileAway, (await scene.jobOf(runId)).submit_state]).toEqual(["written", "submitted"]);
  });

  test("a look that began before it is repeated", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    await scene.started(runId);
    const door = Promise.withResolvers<undefined>();
    Object.assign(scene.app.ways, { isOffline: true, offlineAnswer: door.promise, commands: [] });
    await scene.app.runReconciler.step(new AbortController().signal);
    await eventually("nobody is found", () => scene.app.ways.refusals > 0);

    scene.app.ways.isOffline = false;
    scene.app.runReconciler.noteArrival();
    door.resolve(undefined);
    await scene.app.runReconciler.idle();

    expect(scene.app.ways.commands).not.toEqual([]);
  });

  test("a cluster that was reached is not asked again, however often one comes", async () => {
    const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
    await scene.started(runId);
    await scene.app.sweep();
    const asked = scene.app.ways.commands.length;

    for (let arrival = 0; arrival < 5; arrival += 1) scene.app.runReconciler.noteArrival();
    await scene.app.runReconciler.idle();

    expect(scene.app.ways.commands).toHaveLength(asked);
  });
});

test("a question that hangs does not keep the server from closing once the way to the cluster is closed", async () => {
  const runId = await scene.launch(await scene.cluster.pipeline("slow", "sleep 60"));
  await scene.started(runId);
  await scene.begin(runId);
  scene.app.ways.fateOf = () => ({ kind: "replace", words: ["sleep", "600"] });
  await scene.app.runReconciler.step(new AbortController().signal);
  await eventually("it is asked", () => scene.app.ways.commands.length > 0);

  await scene.restart();

  expect((await scene.runOf(runId)).status).toBe("RUNNING");
});
