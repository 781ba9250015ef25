import { readFile } from "node:fs/promises";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

let scene: LaunchScene;
let pipeline: string;

beforeAll(async () => {
  scene = await LaunchScene.open({ eventually, config: { preRunScript: "export SEEN=launched" } });
  pipeline = await scene.cluster.pipeline("good", "exit 0");
});
afterAll(() => scene[Symbol.asyncDispose]());

const edit = (preRunScript: string) =>
  scene.app.environmentEdits.edit(scene.app.jane, scene.environment, {
    computeEnv: { config: { workDir: scene.cluster.work, preRunScript } },
  });

/** A launch whose first look at the cluster waits until the door opens. */
function launchBehind(door: Promise<unknown>) {
  const { ways } = scene.app;
  const before = ways.refusals;
  [ways.isOffline, ways.offlineAnswer] = [true, door];
  return { launched: scene.launch(pipeline), looks: eventually("it looks", () => ways.refusals > before) };
}

test("a launch that waits for its cluster keeps the settings that it was launched with", async () => {
  await scene.restart({ patienceMs: 300 });
  const door = Promise.withResolvers<undefined>();
  const runId = await launchBehind(door.promise).launched;

  await edit("export SEEN=edited");
  door.resolve(undefined);
  scene.app.ways.isOffline = false;
  await scene.sweepUntilJob(runId, ({ submit_state: state }) => state === "submitted" || state === "finished");

  expect(await readFile(scene.fileOf(runId, ".pre.sh"), "utf8")).toBe("export SEEN=launched\n");
});

test("a launch whose environment is disabled or edited while it is looked at is refused, and says so", async () => {
  await scene.restart({ patienceMs: 1_000 });
  const id = scene.environment;
  const count = async () => (await scene.database.query.selectFrom("runs").select("id").execute()).length;
  const before = await count();
  const never = new Promise<never>(() => {});

  const first = launchBehind(never);
  await first.looks;
  await edit("export SEEN=again");
  await expect(first.launched).rejects.toMatchObject({
    code: "request.outdated",
    message: expect.stringContaining("Launch again") as string,
  });
  const second = launchBehind(never);
  await second.looks;
  await scene.app.environmentStates.disable(scene.app.jane, id);

  await expect(second.launched).rejects.toMatchObject({ code: "environment.not_available" });
  expect(await count()).toBe(before);
});
