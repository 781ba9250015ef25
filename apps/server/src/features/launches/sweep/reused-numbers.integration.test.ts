import type { CommandRequest } from "@postern/domain";
import { expect, test } from "vitest";
import { openSweepScene } from "../../../testing/sweep-scene.fixture.ts";

test("of two head jobs of one number the earlier one is not judged by the later one's end, and is not ended in its place", async () => {
  await using scene = await openSweepScene(30_000);
  const ended = ({ words }: CommandRequest) => {
    const id = words[words.indexOf("-j") + 1] ?? "";
    const stdout = words[0] === "squeue" ? `${id}|postern|COMPLETED|0|None\n` : "";
    return Promise.resolve({ exitCode: 0, stdout, stderr: "" });
  };
  const [environment, elsewhere] = [await scene.addCluster("tiny", ended), await scene.addCluster("other", ended)];
  const [lost, other] = [await scene.addRun(environment, "4"), await scene.addRun(elsewhere, "4")];
  scene.clock.advance(1000);
  const later = await scene.addRun(environment, "4");

  for (let beats = 0; beats < 14; beats += 1) {
    await scene.reconciler.step(new AbortController().signal);
    await scene.reconciler.idle();
    scene.clock.advance(30_000);
  }

  const told = await Promise.all([lost, other, later].map((run) => scene.jobOf(run)));
  expect(told.map(({ job_id: id, sighting, submit_state: state }) => [id, JSON.parse(sighting ?? ""), state])).toEqual([
    [null, { seen: "absent" }, "finished"],
    ["4", { seen: "ended", exitCode: 0, reason: "" }, "finished"],
    ["4", { seen: "ended", exitCode: 0, reason: "" }, "finished"],
  ]);
  expect(await Promise.all([lost, other, later].map((run) => scene.statusOf(run)))).toEqual(["FAILED", "SUCCEEDED", "SUCCEEDED"]);
});
