import { expect, test } from "vitest";
import { checkFake, seeing, troubled, waiting } from "../check-scene.fixture.ts";
import { waitingAgain, waitingButForTrial } from "../check-step.ts";
import type { CheckStep } from "../check-step.ts";

const stepOf = (steps: readonly CheckStep[], wanted: CheckStep["key"]) => steps.find(({ key }) => key === wanted);
const startingWith = (lines: readonly string[], program: string) => lines.filter((line) => line.startsWith(program));

test("the trial job is named and short, keeps the queue and the options, and leaves no folder", async () => {
  const config = { workDir: "/scratch/work", headQueue: "normal", headJobOptions: "--exclude=n7" };
  const resources = { account: "ab12", cpus: 32, memoryMb: 64_000, wallTimeSeconds: 172_800, noticeSeconds: 300 };

  const { cluster } = await checkFake(() => undefined, { change: { config, resources } });

  expect(startingWith(cluster.asked, "sbatch")).toEqual([
    expect.stringMatching(
      /^sbatch --parsable --no-requeue -J postern-check-[0-9a-f]{14} -D \/scratch\/work -o \/dev\/null -p normal -A ab12 -t 00:05:00 --exclude=n7 \/scratch/,
    ),
  ]);
  expect(cluster.asked.at(-1)).toMatch(/^rm -rf -- \/scratch\/work\/\.postern-check-[0-9a-f]{14}$/);
  expect(startingWith(cluster.asked, "squeue")).toEqual([]);
});

test("one that waits is asked about at most four times a minute, and cancelled once", async () => {
  const { cluster, steps } = await checkFake(waiting("42|postern|PENDING|0|Priority\n"));

  expect(stepOf(steps, "trialJob")?.summary).toMatch(/got no node within 5 min \(Priority\)/);
  expect(startingWith(cluster.asked, "squeue").length).toBeLessThanOrEqual(21);
  expect(startingWith(cluster.asked, "scancel")).toEqual(["scancel 42"]);
});

test("one whose submit was answered into the void is looked for by its name, and not sent again", async () => {
  const { cluster, steps } = await checkFake((fake) => {
    fake.answers.set("sbatch", { exitCode: 1, stderr: "sbatch: error: Batch job submission failed: Socket timed out\n" });
    fake.onRun = (line) => {
      const name = /--name=(?<name>postern-check-\w+)/.exec(line)?.groups?.["name"];
      if (name !== undefined) fake.answers.set("squeue --federation -h -t all --name", `42|postern|RUNNING|${name}\n`);
    };
  });

  expect(startingWith(cluster.asked, "sbatch")).toHaveLength(1);
  expect(troubled(steps)).toEqual([]);
});

test("one that was lost on its way is not sent again either, and leaves no folder", async () => {
  const { cluster, steps } = await checkFake((fake) => {
    fake.report = undefined;
    fake.answers.set("sbatch", { exitCode: 1, stderr: "sbatch: error: Batch job submission failed: Socket timed out\n" });
    fake.answers.set("squeue --federation -h -t all --name", "");
  });

  expect(startingWith(cluster.asked, "sbatch")).toHaveLength(1);
  expect(stepOf(steps, "trialJob")).toMatchObject({ status: "failed", cure: expect.stringContaining("Look for it by name") as string });
  expect(cluster.asked.at(-1)).toMatch(/^rm -rf/);
});

test("one that an earlier server sent for the same check is taken over", async () => {
  const earlier = await checkFake(() => undefined);
  const folder = earlier.cluster.asked.at(-1)?.replace("rm -rf -- ", "") ?? "";
  const name = folder.replace("/scratch/work/.", "");

  const { cluster, steps } = await checkFake((fake) => {
    fake.folders.add(folder);
    fake.files.set(`${folder}/report`, earlier.cluster.files.get(`${folder}/report`) ?? new Uint8Array());
    fake.answers.set("squeue --federation -h -t all --name", `41|postern|RUNNING|${name}\n`);
  });

  expect(startingWith(cluster.asked, "sbatch")).toEqual([]);
  expect(troubled(steps)).toEqual([]);
});

test("one is cancelled when nobody wants the check any more", async () => {
  const words: string[] = [];
  const isWanted = (steps: readonly CheckStep[]) => {
    words.push(stepOf(steps, "trialJob")?.summary ?? "");
    return !words.includes("Waiting in the queue: Priority.");
  };

  const { cluster, steps } = await checkFake(waiting("42|postern|PENDING|0|Priority\n"), { isWanted });

  expect(steps).toEqual([]);
  expect(cluster.asked.slice(-2)).toEqual(["scancel 42", expect.stringMatching(/^rm -rf/)]);
});

test("a check that nobody asked for keeps what the last job found out, and sends none", async () => {
  const earlier = await checkFake(seeing({ engine: [] }));

  const { cluster, steps } = await checkFake(() => undefined, { change: { checkSteps: waitingButForTrial(earlier.steps) } });

  expect([startingWith(cluster.asked, "sbatch").length, startingWith(cluster.asked, "java").length]).toEqual([0, 1]);
  expect(troubled(steps)).toMatchObject([{ key: "containers", status: "warning" }]);
});

test.each([
  ["one that somebody asked for", waitingAgain],
  ["one after a check that came to no job", (steps: readonly CheckStep[]) => waitingButForTrial(steps)],
])("%s sends a job", async (what, prepare) => {
  const earlier = await checkFake((fake) => {
    if (what.includes("no job")) fake.folders.clear();
  });

  const { cluster } = await checkFake(() => undefined, { change: { checkSteps: prepare(earlier.steps) } });

  expect(startingWith(cluster.asked, "sbatch")).toHaveLength(1);
});
