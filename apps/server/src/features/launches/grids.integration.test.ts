import { cp } from "node:fs/promises";
import { eventually, startLoginNode } from "@postern/testing";
import { expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

test.each([
  { kind: "pbs", platform: "altair-platform", summary: /PBS Pro/ },
  { kind: "torque", platform: "altair-platform", summary: /Torque/, settings: { isTorque: true } },
  { kind: "lsf", platform: "lsf-platform", summary: /LSF/ },
  { kind: "moab", platform: "moab-platform", summary: /Moab/ },
] as const)(
  "an environment on $kind is checked, and a run on it is submitted once and followed to its end",
  async ({ kind, platform, summary, ...more }) => {
    await using node = await startLoginNode(kind);
    const scene = await LaunchScene.open({ eventually, env: node.env });
    // Nextflow and Java, as a module would bring them.
    await cp(`${scene.cluster.root}/bin`, `${node.dir}/bin`, { recursive: true });
    const computeEnvId = await scene.app.environment(platform, { headQueue: node.queue, ...("settings" in more ? more.settings : {}) });
    const environment = await scene.app.environments.get(scene.app.jane, computeEnvId);

    const runId = await scene.launch(await scene.cluster.pipeline("bad", "exit 3"), { computeEnvId });
    await scene.ended(runId);
    const run = await scene.sweepUntil(runId, "FAILED");
    await scene.sweepUntilClosed(runId);

    expect(environment).toMatchObject({ status: "AVAILABLE" });
    expect(environment.checkSteps.find(({ key }) => key === "scheduler")?.summary).toMatch(summary);
    expect(run.exit_status).toBe(3);
    expect(node.jobs()).toMatchObject([{ state: "ended", exitCode: 3 }]);
    // The directory is an option of Torque, and of Moab, alone.
    const isAsked = scene.app.ways.commands.some(([program = "", ...words]) => ["qsub", "msub"].includes(program) && words.includes("-d"));
    expect(isAsked).toBe(kind === "torque" || kind === "moab");
    await scene[Symbol.asyncDispose]();
  },
);

test("a job that Grid Engine could not start, and would keep for ever, fails with its reason and is taken out of the queue", async () => {
  const scene = await LaunchScene.open({ eventually });
  const list =
    "<job_info><queue_info></queue_info><job_info><job_list><JB_job_number>7</JB_job_number><state>Eqw</state></job_list></job_info></job_info>";
  const answers: Readonly<Record<string, string>> = {
    "qconf -help": "SGE 8.1.9\nusage: qconf [options]\n",
    "qconf -sql": "all.q\n",
    "qstat -xml": list,
    "qstat -j 7": `${"=".repeat(62)}\njob_number: 7\nerror reason 1: can't chdir to /gone: No such file or directory\n`,
    "qacct -j 7": "",
    "qdel 7": "jane has deleted job 7\n",
  };
  scene.app.ways.fateOf = (words) => {
    const stdout = words[0] === "qsub" ? "7\n" : answers[words.join(" ")];
    return stdout === undefined ? { kind: "pass" } : { kind: "answer", result: { exitCode: 0, stdout, stderr: "" } };
  };
  const computeEnvId = await scene.app.environment("uge-platform", { headQueue: "all.q" });

  const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { computeEnvId });
  const run = await scene.sweepUntil(runId, "FAILED");

  expect(run.status_reason).toContain("can't chdir to /gone");
  expect(scene.app.ways.count("qdel")).toBe(1);
  expect(scene.app.ways.count("qsub")).toBe(1);
  await scene[Symbol.asyncDispose]();
});
