import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { Gate, gatedPrograms } from "./support/gate.ts";
import { beginLaunch, expectOneLife } from "./support/one-life.ts";
import { realNextflow } from "./support/real-nextflow.ts";
import { StatusWatch } from "./support/status-watch.ts";
import { addAgentCredential, addAvailableEnvironment, untilAgent, untilConsoleHas, untilListed, untilRun } from "./support/steps.ts";
import type { ClusterAgent } from "./support/steps.ts";
import { systemForFile } from "./support/system-for-file.ts";

const system = systemForFile(() => ({ scheduler: "slurm", programFolders: gatedPrograms }));

interface Scene {
  readonly gate: Gate;
  readonly cluster: ClusterAgent;
  readonly computeEnvId: string;
}
let scene: Scene;
beforeAll(async () => {
  const gate = await Gate.create(system());
  const cluster = await addAgentCredential(system());
  const { credentialsId } = cluster;
  const config = { workDir: "$TW_AGENT_WORKDIR" };
  const { id } = await addAvailableEnvironment(system(), { platform: "slurm-platform", credentialsId, config });
  scene = { gate, cluster, computeEnvId: id };
});

/** The two that are killed, and how each comes back. */
const victims = {
  server: {
    kill: () => system().server.kill9(),
    bringBack: () => system().server.restart(),
  },
  agent: {
    kill: async () => {
      await scene.cluster.agent.kill9();
      await untilAgent(system().api, scene.cluster.connectionId, false, 90_000);
    },
    bringBack: async () => {
      await scene.cluster.agent.restart();
      await untilAgent(system().api, scene.cluster.connectionId, true);
    },
  },
};

/** Begins a launch in the environment of this file, and gives the name of its run. */
function begin(more: Readonly<Record<string, unknown>> = {}): string {
  return beginLaunch(system(), { computeEnvId: scene.computeEnvId, workDir: "$TW_AGENT_WORKDIR", ...more });
}

describe.each(["server", "agent"] as const)("kill -9 of the %s", (name) => {
  const victim = victims[name];
  // An agent that has just lost its server often waits longer each time; every test begins with a fresh one.
  beforeEach(async () => {
    await victims.agent.kill();
    await victims.agent.bringBack();
  });

  test("before the job is submitted: it is submitted once", async () => {
    const { gate, cluster } = scene;
    const { api } = system();
    await cluster.agent.pause();
    const runName = begin();
    const runId = await untilListed(api, runName);
    await using watch = new StatusWatch(api, runId);

    await victim.kill();
    await cluster.agent.resume();
    await victim.bringBack();

    await untilRun(api, runId, "RUNNING");
    await gate.endRun(runId, 0);
    await untilRun(api, runId, "SUCCEEDED");
    await untilConsoleHas(api, runId, "ending with 0");
    expect(await gate.countStarts(runId)).toBe(1);
    await expectOneLife(system(), { runId, watch, end: "SUCCEEDED" });
  });

  test("between the submission and its answer: the job is found, not submitted again", async () => {
    const { gate } = scene;
    const { api } = system();
    await gate.hold("answer");
    const runName = begin();
    const runId = await untilListed(api, runName);
    await using watch = new StatusWatch(api, runId);
    await gate.untilHeld();

    await victim.kill();
    await victim.bringBack();
    await gate.release();

    await untilRun(api, runId, "RUNNING");
    await gate.endRun(runId, 0);
    await untilRun(api, runId, "SUCCEEDED");
    await untilConsoleHas(api, runId, "ending with 0");
    expect(await gate.countStarts(runId)).toBe(1);
    await expectOneLife(system(), { runId, watch, end: "SUCCEEDED" });
  });

  test("while the run is running: it is followed to its true end", async () => {
    const { gate } = scene;
    const { api } = system();
    const runId = await untilListed(api, begin());
    await using watch = new StatusWatch(api, runId);
    await untilRun(api, runId, "RUNNING");

    await victim.kill();
    await victim.bringBack();

    await untilRun(api, runId, "RUNNING");
    await gate.endRun(runId, 3);
    await untilRun(api, runId, "FAILED");
    await untilConsoleHas(api, runId, "ending with 3");
    await expectOneLife(system(), { runId, watch, end: "FAILED" });
  });

  test("while the run ends: the end is heard of, and the console kept", async () => {
    const { gate } = scene;
    const { api } = system();
    const runId = await untilListed(api, begin());
    await using watch = new StatusWatch(api, runId);
    await untilRun(api, runId, "RUNNING");
    await gate.untilWaiting(runId);

    await victim.kill();
    await gate.endRun(runId, 0);
    await gate.untilEnding(runId);
    await victim.bringBack();

    await untilRun(api, runId, "SUCCEEDED");
    await untilConsoleHas(api, runId, "ending with 0");
    await expectOneLife(system(), { runId, watch, end: "SUCCEEDED" });
  });
});

test("a run that ended without a report, while nobody was there, is judged by its exit code", async () => {
  const { gate } = scene;
  const { api } = system();
  const runId = await untilListed(api, begin());
  await using watch = new StatusWatch(api, runId);
  await untilRun(api, runId, "RUNNING");
  await gate.untilWaiting(runId);

  await victims.server.kill();
  await scene.cluster.agent.kill9();
  await gate.endRun(runId, 7, "silent");
  await gate.untilEnding(runId);
  await victims.server.bringBack();
  await victims.agent.bringBack();

  const { workflow } = await untilRun(api, runId, "FAILED");
  expect(workflow.exitStatus).toBe(7);
  await expectOneLife(system(), { runId, watch, end: "FAILED" });
});

test("a real Nextflow outlives both, reports when the server is back, and succeeds", async () => {
  const { api } = system();
  const runName = begin({
    preRunScript: `export PATH="${await realNextflow()}:$PATH"`,
    configText: "process.executor = 'local'",
    paramsText: '{"languages": "de", "nap": 2}',
  });
  const runId = await untilListed(api, runName);
  await using watch = new StatusWatch(api, runId);
  await untilRun(api, runId, "RUNNING");

  await victims.agent.kill();
  await victims.server.kill();
  await victims.server.bringBack();
  await victims.agent.bringBack();

  const { workflow, progress } = await untilRun(api, runId, "SUCCEEDED");
  expect(workflow.exitStatus).toBe(0);
  expect(progress.workflowProgress.succeeded).toBeGreaterThan(5);
  await expectOneLife(system(), { runId, watch, end: "SUCCEEDED" });
});
