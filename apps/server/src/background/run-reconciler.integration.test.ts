import { eventually } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
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
