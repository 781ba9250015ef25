import { slurmScheduler } from "@postern/schedulers";
import { ManualClock, eventually } from "@postern/testing";
import { expect, test } from "vitest";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";
import { trialName } from "../../../testing/trial-name.fixture.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { checkEnvironment } from "./check-environment.ts";
import { FakeCluster } from "./fake-cluster.fixture.ts";

const patient = { timeout: 40_000 };
const config = { workDir: "/scratch/work", headQueue: "normal" };
const environment = {
  id: "e",
  checkUserId: 1,
  checkSteps: [],
  checkStartedAt: 1,
  config,
  resources: {},
  nodeSetup: {},
} as unknown as ComputeEnvironment;

test.each(["sinfo --version", "df", "java"])(
  "a step in which %s hangs is given up after three minutes, said, and the others go on",
  async (program) => {
    const clock = new ManualClock();
    const cluster = new FakeCluster(clock);
    const run = cluster.run.bind(cluster);
    let hangs = false;
    cluster.run = async (request) => {
      if (!request.words.join(" ").startsWith(program)) return run(request);
      hangs = true;
      return new Promise(() => undefined);
    };
    const tools = { clock, markOf: trialName, scheduler: slurmScheduler, openChannel: () => Promise.resolve(cluster) };

    const checked = checkEnvironment(environment, tools, () => Promise.resolve(true));
    await expect.poll(() => hangs, patient).toBe(true);
    clock.advance(180_000);
    const steps = (await checked) ?? [];

    const failed = steps.filter(({ status }) => status === "failed");
    expect(failed).toEqual([expect.objectContaining({ summary: "No answer within 180 s.", isPassing: true, durationMs: 180_000 })]);
    expect(failed[0]?.cure).toMatch(/^Look at the cluster: its file system or its scheduler may hang\./);
    expect(steps.filter(({ status }) => status === "waiting" || status === "running")).toEqual([]);
    expect(steps.find(({ key }) => key === "shell")?.status).toBe("passed");
  },
);

test("a check that hangs is stopped at once, and the next one does not wait for it", async () => {
  await using scene = await LaunchScene.open({ eventually });
  const { app, environment: id } = scene;
  const asked = { isHanging: false };
  const released = Promise.withResolvers<undefined>();
  app.ways.fateOf = (words) => {
    if (words[0] !== "java") return { kind: "pass" };
    asked.isHanging = true;
    return { kind: "hang", until: released.promise };
  };
  const step = () => app.environmentReconciler.step(new AbortController().signal);
  await app.checks.restart(app.jane, id);
  await step();
  await expect.poll(() => asked.isHanging, patient).toBe(true);

  await app.checks.stop(app.jane, id);
  const stopped = await app.environments.get(app.jane, id);
  app.ways.fateOf = () => ({ kind: "pass" });
  await app.checks.restart(app.jane, id);
  await step();
  await expect.poll(async () => (await app.environments.get(app.jane, id)).checkFinishedAt, patient).not.toBeNull();
  const next = await app.environments.get(app.jane, id);
  released.resolve(undefined);
  await app.environmentReconciler.idle();

  expect([stopped.status, stopped.checkSteps.find(({ key }) => key === "java")?.summary]).toEqual(["AVAILABLE", "Stopped."]);
  expect([next.status, next.checkSteps.find(({ key }) => key === "java")?.status]).toEqual(["AVAILABLE", "passed"]);
  // What the first one still found is about nothing any more.
  expect(await app.environments.get(app.jane, id)).toEqual(next);
});
