import { cp } from "node:fs/promises";
import { eventually, startLoginNode } from "@postern/testing";
import { expect, test } from "vitest";
import { LaunchScene } from "../../../../testing/launch-scene.fixture.ts";
import { trialName } from "../../../../testing/trial-name.fixture.ts";

/** Nothing listens there. */
const trial = { publicUrl: "http://127.0.0.1:9", authorityPem: undefined, nameOf: trialName, patienceMs: 120_000 };

test.each([
  { kind: "pbs", platform: "altair-platform" },
  { kind: "torque", platform: "altair-platform", settings: { isTorque: true } },
  { kind: "lsf", platform: "lsf-platform" },
  { kind: "moab", platform: "moab-platform" },
] as const)("a trial job on $kind reports, once", async ({ kind, platform, ...more }) => {
  await using node = await startLoginNode(kind);
  await using scene = await LaunchScene.open({ eventually, env: node.env, trial });
  // Nextflow and Java, as a module would bring them.
  await cp(`${scene.cluster.root}/bin`, `${node.dir}/bin`, { recursive: true });

  const id = await scene.app.environment(platform, { headQueue: node.queue, ...("settings" in more ? more.settings : {}) });

  const { checkSteps, status } = await scene.app.environments.get(scene.app.jane, id);
  const said = (wanted: string) => checkSteps.find(({ key }) => key === wanted);
  expect([status, said("trialJob")?.status, said("sharedFiles")?.status]).toEqual(["AVAILABLE", "passed", "passed"]);
  expect(said("wayBack")).toMatchObject({ status: "warning" });
  await eventually("the job ends", () => Promise.resolve(node.jobs().every(({ state }) => state === "ended")));
  expect(node.jobs()).toMatchObject([{ exitCode: 0 }]);
});

test("plain processes are tried as well", async () => {
  await using scene = await LaunchScene.open({ eventually, trial });

  const { checkSteps, status } = await scene.app.environments.get(scene.app.jane, scene.environment);

  expect(status).toBe("AVAILABLE");
  expect(checkSteps.find(({ key }) => key === "trialJob")).toMatchObject({ status: "passed" });
});
