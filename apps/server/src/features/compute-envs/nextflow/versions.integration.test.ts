import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LaunchScene } from "../../../testing/launch-scene.fixture.ts";

let scene: LaunchScene;
let folder: string;

beforeAll(async () => {
  scene = await LaunchScene.open({ eventually });
  folder = join(scene.cluster.work, ".postern", "nextflow");
  const profile = "module() { echo /mods:; echo nextflow/24.10.0; echo 'bio/Nextflow/25.04.6-Java-21(default)'; }\n";
  await writeFile(join(scene.cluster.root, ".bash_profile"), profile);
});

afterAll(() => scene[Symbol.asyncDispose]());

async function keep(version: string, mode = 0o755): Promise<void> {
  await mkdir(join(folder, version), { recursive: true });
  const script = `#!/bin/bash\necho "kept ${version} as $NXF_VER" >>"$NXF_WORK/said"\nwhile [ "$1" != run ]; do shift; done\n. "$2/main.sh"\n`;
  await writeFile(join(folder, version, "nextflow"), script, { mode });
}

const list = () => scene.app.nextflowVersions.list(scene.app.jane, scene.environment);

test("what the folder keeps and what modules load is listed, newest first, with what a launch gets that names none", async () => {
  await keep("25.01.0-edge");
  await keep("24.10.0");
  await keep("23.10.1", 0o644);
  await mkdir(join(folder, "not-a-version"));

  const { askedAt: _, ...listed } = await list();

  expect(listed).toEqual({
    ...{ folder, found: "24.10.0", areModulesKnown: true },
    versions: [
      { version: "25.04.6", from: "module", module: "bio/Nextflow/25.04.6-Java-21" },
      { version: "25.01.0-edge", from: "folder", module: null },
      { version: "24.10.0", from: "folder", module: null },
      { version: "24.10.0", from: "module", module: "nextflow/24.10.0" },
    ],
  });
});

test("however many forms are open, the cluster is asked once a minute; an agent without bash leaves the folder", async () => {
  const before = scene.app.ways.count("bash");
  await Promise.all([list(), list(), list()]);
  const once = scene.app.ways.count("bash") - before;
  scene.app.clock.moveOn(61_000);
  scene.app.ways.fateOf = ([first]) => ({ kind: first === "bash" ? "refuse" : "pass" });

  const { areModulesKnown, versions } = await list();
  scene.app.ways.fateOf = () => ({ kind: "pass" });

  expect(once).toBeLessThanOrEqual(1);
  expect([areModulesKnown, versions.map(({ from }) => from)]).toEqual([false, ["folder", "folder"]]);
});

test("a launch that names one runs on it", async () => {
  const pipeline = await scene.cluster.pipeline("good", "exit 0");

  const runId = await scene.launch(pipeline, { nextflowVersion: "25.01.0-edge" });
  await scene.ended(runId);

  expect(await readFile(join(scene.cluster.work, "said"), "utf8")).toBe("kept 25.01.0-edge as 25.01.0-edge\n");
});

test("nothing is told to somebody who may not see the environment", async () => {
  const olga = { ...scene.app.jane, userId: 9_999 as typeof scene.app.jane.userId, place: { ...scene.app.jane.place, userId: 9_999 } };

  await expect(scene.app.nextflowVersions.list(olga as never, scene.environment)).rejects.toMatchObject({ code: "environment.not_found" });
});
