import { trialFolderIn } from "@postern/agent-protocol";
import { expect, test } from "vitest";
import { trialName } from "../../../testing/trial-name.fixture.ts";
import { checkFake, troubled } from "./check-scene.fixture.ts";
import type { EnvironmentChange } from "./check-scene.fixture.ts";
import { findFailedStep, waitingSteps } from "./check-step.ts";
import type { CheckStep } from "./check-step.ts";
import type { FakeCluster } from "./fake-cluster.fixture.ts";
import { troubles } from "./troubles.fixture.ts";

async function check(prepare: (cluster: FakeCluster) => void, change?: EnvironmentChange): Promise<readonly CheckStep[]> {
  return (await checkFake(prepare, { change })).steps;
}

test("a cluster that is well passes every step", async () => {
  const steps = await check(() => undefined);

  expect(troubled(steps)).toEqual([]);
  const words = Object.fromEntries(steps.map(({ key, summary }) => [key, summary]));
  expect(words).toMatchObject({
    policy: "The agent may start all that this environment needs.",
    queues: "normal is open, at most 2 d.",
    freeSpace: "763 GiB are free in /scratch/work.",
    clock: "The cluster and this server agree on the time.",
    trialJob: "Ran on node1, 0 s after it was submitted.",
    sharedFiles: "node1 sees /scratch/work, and can write there.",
    containers: "Apptainer 1.3.4-1.",
    scratch: "node1 has no large disk of its own: tasks work in the work directory.",
    wayBack: "node1 reaches https://postern.example.org directly.",
  });
});

test("variables of the account are filled in, and a home folder that nobody tells fails with its cure", async () => {
  const prepare = (home: string | undefined) => (cluster: FakeCluster) => {
    cluster.home = home;
    cluster.see({ written: ["written|/home/jane/jane"] });
    cluster.folders.add("/home/jane/jane");
  };
  const change = { config: { workDir: "$HOME/$USER" } };

  const [known, unknown] = [await check(prepare("/home/jane"), change), await check(prepare(undefined), change)];

  expect(troubled(known)).toEqual([]);
  expect(unknown.find(({ key }) => key === "workDir")).toMatchObject({
    status: "failed",
    summary: "login1 does not tell the home folder of jane, which $HOME/$USER names.",
    cure: "Give the whole path instead of $HOME, or bring the agent there up to date.",
  });
});

test.each(troubles)(
  "$what is said at its step, with a cure, and fails no step beside it",
  async ({ prepare, change, step, status, cure }) => {
    const steps = await check(prepare, change);

    const said = troubled(steps);
    expect(said[0]).toMatchObject({ key: step, status, cure: cure === null ? null : (expect.stringMatching(cure) as string) });
    // What needs the step that failed is not tried; nothing else is troubled by it.
    expect(said.slice(1).filter(({ status: other }) => other !== "skipped")).toEqual([]);
    expect(findFailedStep(steps)?.key).toBe(status === "failed" ? step : undefined);
  },
);

const pairs = troubles.flatMap((one, place) =>
  troubles.slice(place + 1).flatMap((other) => (one.step === other.step ? [] : [{ one, other, first: one.what, second: other.what }])),
);

test.each(pairs)("$first and $second are both said, unless one keeps the other from being tried", async ({ one, other }) => {
  const resources = { ...one.change?.resources, ...other.change?.resources };
  const nodeSetup = { ...one.change?.nodeSetup, ...other.change?.nodeSetup };
  const steps = await check(
    (cluster) => {
      one.prepare(cluster);
      other.prepare(cluster);
    },
    { ...one.change, ...other.change, resources, nodeSetup },
  );

  const said = [one, other].map(({ step }) => steps.find(({ key }) => key === step)).map((step) => [step?.status, step?.cure]);
  const wanted = [one, other].map(({ status, cure }) => [status, cure === null ? null : expect.stringMatching(cure)]);
  const heldBack = ["skipped", null];
  expect([wanted, [wanted[0], heldBack], [heldBack, wanted[1]]]).toContainEqual(said);
});

const saysNothing = troubles.filter(({ status }) => status === "failed").map(({ what, prepare, change }) => ({ what, prepare, change }));

test("what fails because the cluster does not answer now is told from what somebody has to mend", async () => {
  const passing: string[] = [];
  for (const { what, prepare, change } of saysNothing) {
    if (findFailedStep(await check(prepare, change))?.isPassing === true) passing.push(what);
  }

  expect(passing).toEqual([
    ...["a name that nobody knows", "a port that is closed", "an agent that is away", "a controller that is down"],
    "a queue for tasks that is closed",
  ]);
});

test("every step can fail or warn, and has a trouble here that shows its cure", () => {
  const shown = new Set(troubles.map(({ step }) => step));

  expect(waitingSteps("ssh").filter(({ key }) => !shown.has(key))).toEqual([]);
});

test("somebody else's file of a name that was seen keeps nobody from looking, and a file that a crash left is gone", async () => {
  const ours = trialFolderIn("/scratch/work", trialName("file env1 1"));
  const left = await checkFake((cluster) => cluster.files.set(ours, new Uint8Array()), {});
  const taken = await checkFake((cluster) => cluster.foreign.add(ours), {});

  expect([troubled(left.steps), troubled(taken.steps)]).toEqual([[], []]);
  expect([left, taken].map(({ cluster }) => [...cluster.files.keys()].filter(isTrialFile))).toEqual([[], []]);
  const removed = taken.cluster.asked.filter((line) => line.startsWith("rm -rf") && isTrialFile(line) && !line.endsWith(ours));
  expect(removed.length).toBeGreaterThan(0);
});

const isTrialFile = (path: string): boolean => /\/\.postern-check-[0-9a-f]{14}$/.test(path);
