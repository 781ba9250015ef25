import { eventually } from "@postern/testing";
import { expect, test } from "vitest";
import { LaunchScene } from "../../testing/launch-scene.fixture.ts";

const answers: Readonly<Record<string, string>> = {
  "qstat --version": "Version: 6.1.3\n",
  "qstat -Q -f": "Queue: batch\n    queue_type = Execution\n    enabled = True\n    started = True\n\n",
};

test("a launch that waits for its PBS is submitted, and looked for, in the dialect with which it was launched", async () => {
  await using scene = await LaunchScene.open({ eventually, patienceMs: 300 });
  const { environmentEdits, jane, ways } = scene.app;
  ways.fateOf = (words) => {
    if (words[0] === "qsub") return { kind: "lose-request" };
    const stdout = words[0] === "qselect" ? "" : answers[words.join(" ")];
    return stdout === undefined ? { kind: "pass" } : { kind: "answer", result: { exitCode: 0, stdout, stderr: "" } };
  };
  const config = { workDir: scene.cluster.work, headQueue: "batch", isTorque: true };
  const computeEnvId = await scene.app.environment("altair-platform", config);
  const door = Promise.withResolvers<undefined>();
  [ways.isOffline, ways.offlineAnswer] = [true, door.promise];
  const runId = await scene.launch(await scene.cluster.pipeline("good", "exit 0"), { computeEnvId });

  await environmentEdits.edit(jane, computeEnvId, { computeEnv: { config: { ...config, isTorque: false } } });
  door.resolve(undefined);
  ways.isOffline = false;
  await scene.sweepUntilJob(runId, ({ absent_since: since }) => since !== null);

  const asked = (program: string) => ways.commands.filter(([first]) => first === program);
  expect(asked("qsub")).toEqual([expect.arrayContaining(["-d", scene.cluster.work])]);
  expect(asked("qselect").at(-1)).toEqual(expect.arrayContaining(["-s"]));
});
