import type { CommandRequest, CommandResult } from "@postern/domain";
import { expect, test } from "vitest";
import { openSweepScene } from "../testing/sweep-scene.fixture.ts";

const beatMs = 30_000;
const jobs = 80;
const success = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: "" });

test("jobs that all leave the queue at once are asked about within the budget, and each is told by its own end", async () => {
  await using scene = await openSweepScene(beatMs);
  const askedAt: number[] = [];
  const environment = await scene.addCluster("purged", ({ words }: CommandRequest) => {
    askedAt.push(scene.clock.now());
    const [program, id] = [words[0], words.find((word) => /^\d+$/.test(word)) ?? ""];
    if (program === "squeue") return Promise.resolve(success(""));
    if (program === "sacct") return Promise.resolve(success(`${id}|postern|COMPLETED|postern|0:0\n`));
    return Promise.resolve({ exitCode: 1, stdout: "", stderr: "slurm_load_jobs error: Invalid job id specified\n" });
  });
  const runs = await Promise.all(Array.from({ length: jobs }, (_, index) => scene.addRun(environment, String(100 + index))));
  const statesOf = async () => (await Promise.all(runs.map((run) => scene.jobOf(run)))).map(({ submit_state: state }) => state);

  let minutes = 0;
  for (; (await statesOf()).includes("submitted") && minutes < 30; minutes += 0.5) {
    await scene.reconciler.step(new AbortController().signal);
    await scene.reconciler.idle();
    scene.clock.advance(beatMs);
  }

  const sightings = await Promise.all(runs.map(async (run) => (await scene.jobOf(run)).sighting));
  const most = Math.max(...askedAt.map((from) => askedAt.filter((at) => at >= from && at < from + 60_000).length));
  expect(new Set(sightings)).toEqual(new Set(['{"seen":"ended","exitCode":0,"reason":""}']));
  expect(most).toBeLessThanOrEqual(30);
  expect(minutes).toBeLessThan(12);
});
