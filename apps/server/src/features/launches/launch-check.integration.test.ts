import { mkdir, readdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterHttp } from "../../testing/cluster-http.fixture.ts";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";
import { registerLaunchRoutes } from "./routes.ts";

const minuteMs = 60_000;

let scene: LaunchScene;
let pipeline: string;

beforeEach(async () => {
  scene = await LaunchScene.open({ eventually });
  pipeline = await scene.cluster.pipeline("good", "exit 0");
  scene.app.ways.commands.length = 0;
});

afterEach(() => scene[Symbol.asyncDispose]());

const isLookup = (words: readonly string[]): boolean => words.at(-1) === "nextflow" && words.join(" ").includes("command -v");
const countLookups = (): number => scene.app.ways.commands.filter(isLookup).length;
const nothingWritten = async (): Promise<boolean> =>
  (await readdir(scene.cluster.work)).every((name) => !/^(?:nf-|\.postern-check)/.test(name));
const runs = () => scene.app.runs.listUnfinished();

async function hideNextflow(): Promise<string> {
  const [from, to] = [join(scene.cluster.root, "bin"), join(scene.cluster.root, "module")];
  await mkdir(to);
  await rename(join(from, "nextflow"), join(to, "nextflow"));
  return `export PATH="${to}:$PATH"`;
}

test("many launches at once cost one look, and so do those of the next minutes", async () => {
  await Promise.all(Array.from({ length: 20 }, () => scene.launch(pipeline)));
  scene.app.clock.moveOn(4 * minuteMs);
  await scene.launch(pipeline);
  const [soon, written] = [countLookups(), scene.app.ways.commands.filter((words) => words.join(" ").includes("/.postern-check-")).length];

  scene.app.clock.moveOn(2 * minuteMs);
  await scene.launch(pipeline);

  expect([soon, countLookups()]).toEqual([1, 2]);
  // One small file is removed: launch and work directory are the same here.
  expect(written).toBe(1);
});

test("a cluster without Nextflow takes no launch: nothing is written, no run is there, and the cure is told", async () => {
  await hideNextflow();

  const launched = scene.launch(pipeline);

  await expect(launched).rejects.toMatchObject({
    code: "launch.not_ready",
    message: expect.stringMatching(
      /^Compute environment env-0 is not ready for a run\. Nextflow: It is not found on .* Load it in the pre-run/,
    ) as string,
  });
  expect([await nothingWritten(), await runs()]).toEqual([true, []]);
});

test("who has mended it launches at once, or in a moment", async () => {
  await hideNextflow();
  await expect(scene.launch(pipeline)).rejects.toMatchObject({ code: "launch.not_ready" });
  await symlink(join(scene.cluster.root, "module", "nextflow"), join(scene.cluster.root, "bin", "nextflow"));

  scene.app.clock.moveOn(11_000);

  expect(await scene.launch(pipeline)).toMatch(/^\w+$/);
});

test("what the launch itself brings counts: its pre-run script, or a version of Nextflow that it names", async () => {
  const load = await hideNextflow();

  const launched = [await scene.launch(pipeline, { preRunScript: load }), await scene.launch(pipeline, { nextflowVersion: "24.10.4" })];

  expect((await runs()).map(({ id }) => id).sort()).toEqual([...launched].sort());
});

test("a pre-run script that fails on the login node says nothing of Nextflow: the head job shows it", async () => {
  await hideNextflow();

  expect(await scene.launch(pipeline, { preRunScript: "exit 3" })).toMatch(/^\w+$/);
});

test("a directory that takes no file is refused before a run is there", async () => {
  // Its permission bits let root write, and its file system lets nobody.
  const launched = scene.launch(pipeline, { workDir: "/sys/kernel" });

  await expect(launched).rejects.toMatchObject({ code: "launch.not_ready", message: expect.stringContaining("Work directory:") as string });
  expect([await nothingWritten(), await runs()]).toEqual([true, []]);
});

test("what only could not be told keeps nobody from launching", async () => {
  scene.app.ways.fateOf = (words) => (isLookup(words) ? { kind: "refuse" } : { kind: "pass" });
  const refused = await scene.launch(pipeline);
  scene.app.clock.moveOn(6 * minuteMs);
  scene.app.ways.fateOf = (words) => (isLookup(words) ? { kind: "lose-answer" } : { kind: "pass" });
  const lost = await scene.launch(pipeline);

  expect((await runs()).map(({ id }) => id).sort()).toEqual([refused, lost].sort());
});

test("clients are told with what they show of an error, and launch all the same when they know better", async () => {
  await hideNextflow();
  await using http = await openClusterHttp(scene.app, scene.database, (app) => registerLaunchRoutes(app, scene.app.launches));
  const body = { launch: { computeEnvId: scene.environment, pipeline, workDir: scene.cluster.work } };

  const refused = await http.call("POST", "/api/workflow/launch", body);
  const anyway = await http.call("POST", "/api/workflow/launch?anyway=true", body);

  expect(refused).toMatchObject({
    status: 409,
    json: { code: "launch.not_ready", message: expect.stringContaining("Nextflow") as string },
  });
  expect(anyway).toMatchObject({ status: 200, json: { workflowId: expect.any(String) as string } });
});

test("a cluster that is away refuses as it did before any look", async () => {
  scene.app.ways.isOffline = true;

  await expect(scene.launch(pipeline)).rejects.toMatchObject({ code: "agent.offline" });
  await rm(join(scene.cluster.root, "bin", "nextflow"));
});
