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

test("a job that was cancelled, and forgotten, does not take the job along that gets its number while its end is asked for", async () => {
  await using scene = await openSweepScene(30_000);
  const asked: string[] = [];
  const environment = await scene.addCluster("tiny", ({ words }: CommandRequest) => {
    asked.push(words[0]);
    // The controller has forgotten the job that was first; what it says of 4 is about the later one.
    const listed = words[0] === "squeue" && asked.includes("sbatch") ? "4|postern|RUNNING|0|None\n" : "";
    const stdout = words[0] === "sbatch" ? "4\n" : listed;
    return Promise.resolve({ exitCode: 0, stdout, stderr: "" });
  });
  const forgotten = await scene.addRun(environment, "4");
  await scene.askToCancel(forgotten);
  scene.clock.advance(1000);
  const later = await scene.addRun(environment);

  for (let beats = 0; beats < 3; beats += 1) {
    await scene.reconciler.step(new AbortController().signal);
    await scene.reconciler.idle();
    scene.clock.advance(30_000);
  }

  expect([(await scene.jobOf(forgotten)).job_id, (await scene.jobOf(later)).job_id]).toEqual([null, "4"]);
  expect(asked.filter((program) => program === "scancel")).toEqual([]);
});
