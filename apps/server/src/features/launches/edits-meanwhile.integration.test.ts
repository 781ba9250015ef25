import { readFile, writeFile } from "node:fs/promises";
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

test("a launch that waits for its cluster brings the secrets of the moment when it is submitted, and none that was revoked meanwhile", async () => {
  await scene.restart({ patienceMs: 300 });
  const { credentials, jane, registries, secretVariables, ways } = scene.app;
  const login = (name: string, password: string) => {
    const keys = { userName: "robot", password, registry: `${name}.example.org` };
    return credentials.create(jane, { name, provider: "container-reg", keys });
  };
  const [revoked, later] = [await login("revoked", "old-secret"), await login("later", "new-secret")];
  await registries.replace(jane, scene.environment, { registryCredentialsIds: [revoked] });
  const variables = (value: string) => ({ variables: [{ name: "TASK_KEY", value, compute: true }] });
  await secretVariables.replace(jane, scene.environment, variables("old-value"));
  const door = Promise.withResolvers<undefined>();
  const waits = await scene.cluster.pipeline("waits", 'until [ -e "$NXF_WORK/go-on" ]; do sleep 0.1; done');
  [ways.isOffline, ways.offlineAnswer] = [true, door.promise];
  const runId = await scene.launch(waits);

  await registries.replace(jane, scene.environment, { registryCredentialsIds: [later] });
  await secretVariables.replace(jane, scene.environment, variables("new-value"));
  await credentials.remove(jane, revoked);
  door.resolve(undefined);
  ways.isOffline = false;
  await scene.sweepUntilJob(runId, ({ submit_state: state }) => state === "submitted");
  await eventually("it has begun", () => scene.exists(`${scene.fileOf(runId, ".registry")}/store.json`));

  const lent = (name: string) => readFile(`${scene.fileOf(runId, ".registry")}/${name}`, "utf8");
  expect(Object.keys((JSON.parse(await lent("config.json")) as { auths: object }).auths)).toEqual(["later.example.org"]);
  expect(await lent("store.json")).toContain("new-value");
  await writeFile(`${scene.cluster.work}/go-on`, "");
  await scene.ended(runId);
  await registries.replace(jane, scene.environment, { registryCredentialsIds: [] });
  await secretVariables.replace(jane, scene.environment, { variables: [] });
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
