import { cp } from "node:fs/promises";
import { eventually, startLoginNode } from "@postern/testing";
import { expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

test.each([
  { kind: "pbs", platform: "altair-platform", summary: /PBS Pro/ },
  { kind: "torque", platform: "altair-platform", summary: /Torque/ },
  { kind: "lsf", platform: "lsf-platform", summary: /LSF/ },
  { kind: "moab", platform: "moab-platform", summary: /Moab/ },
] as const)(
  "an environment on $kind is checked, and a run on it is submitted once and followed to its end",
  async ({ kind, platform, summary }) => {
    await using node = await startLoginNode(kind);
    const scene = await LaunchScene.open({ eventually, env: node.env });
    // Nextflow and Java, as a module would bring them.
    await cp(`${scene.cluster.root}/bin`, `${node.dir}/bin`, { recursive: true });
    const computeEnvId = await scene.app.environment(platform, { headQueue: node.queue });
    const environment = await scene.app.environments.get(scene.app.jane, computeEnvId);

    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 3"), { computeEnvId });
    await scene.ended(runId);
    const run = await scene.sweepUntil(runId, "FAILED");
    await scene.sweepUntilClosed(runId);

    expect(environment).toMatchObject({ status: "AVAILABLE" });
    expect(environment.checkSteps.find(({ key }) => key === "scheduler")?.summary).toMatch(summary);
    expect(run.exit_status).toBe(3);
    expect(node.jobs()).toMatchObject([{ state: "ended", exitCode: 3 }]);
    await scene[Symbol.asyncDispose]();
  },
);
