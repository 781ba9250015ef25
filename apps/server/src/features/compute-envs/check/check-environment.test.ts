import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { slurmScheduler } from "@postern/schedulers";
import { expect, test } from "vitest";
import type { ComputeEnvironment } from "../environment.ts";
import { checkEnvironment } from "./check-environment.ts";
import type { CheckStep } from "./check-step.ts";
import { findFailedStep } from "./check-step.ts";
import { FakeCluster } from "./fake-cluster.fixture.ts";

const environment = (change: Partial<Pick<ComputeEnvironment, "config" | "resources">> = {}) =>
  ({
    id: "env1",
    checkStartedAt: 1,
    config: { workDir: "/scratch/work", headQueue: "normal" },
    resources: {},
    ...change,
  }) as unknown as ComputeEnvironment;

async function check(prepare: (cluster: FakeCluster) => void, change?: Parameters<typeof environment>[0]): Promise<readonly CheckStep[]> {
  const clock = new ManualClock();
  const cluster = new FakeCluster(clock);
  prepare(cluster);
  const tools = { clock, scheduler: slurmScheduler, openChannel: () => Promise.resolve(cluster) };
  return (await checkEnvironment(environment(change), tools, () => Promise.resolve(true))) ?? [];
}

const troubled = (steps: readonly CheckStep[]) => steps.filter(({ status }) => status !== "passed");

test("a cluster that is well passes every step", async () => {
  const steps = await check(() => undefined);

  expect(troubled(steps)).toEqual([]);
  const words = Object.fromEntries(steps.map(({ key, summary }) => [key, summary]));
  expect(words).toMatchObject({
    policy: "The agent may start all that this environment needs.",
    queues: "normal is open, at most 2 d.",
    freeSpace: "763 GiB are free in /scratch/work.",
    clock: "The cluster and this server agree on the time.",
  });
});

const without =
  (...programs: readonly string[]) =>
  (cluster: FakeCluster) => {
    for (const program of programs) cluster.answers.delete(program);
  };
const answering = (start: string, answer: Parameters<FakeCluster["answers"]["set"]>[1]) => (cluster: FakeCluster) => {
  cluster.answers.set(start, answer);
};
const allowing =
  (...programs: readonly string[]) =>
  (cluster: FakeCluster) => {
    cluster.peer = { ...cluster.peer, programs };
  };
const allButAccounts = ["sbatch", "squeue", "scontrol", "sacct", "scancel", "sinfo"];

interface Trouble {
  readonly what: string;
  readonly prepare: (cluster: FakeCluster) => void;
  readonly change?: Parameters<typeof environment>[0];
  readonly step: CheckStep["key"];
  readonly status: CheckStep["status"];
  readonly cure: RegExp | null;
}

const troubles: readonly Trouble[] = [
  {
    what: "a policy that lets nothing be submitted",
    prepare: allowing("squeue", "scontrol", "sinfo", "scancel", "sacct", "sacctmgr"),
    ...{ step: "policy", status: "failed", cure: /--allow sbatch, or ask whoever/ },
  },
  {
    what: "a policy that hides the accounts",
    prepare: allowing(...allButAccounts),
    ...{ step: "policy", status: "warning", cure: /--allow sacctmgr,/ },
  },
  {
    what: "no bash",
    prepare: answering("sh -c", { exitCode: 127 }),
    ...{ step: "shell", status: "failed", cure: /^Install bash/ },
  },
  {
    what: "a scheduler without its commands",
    prepare: answering("sinfo --version", { exitCode: 127, stderr: "no such program" }),
    ...{ step: "scheduler", status: "failed", cure: /on the PATH/ },
  },
  {
    what: "a controller that is down",
    prepare: answering("scontrol ping", { exitCode: 1, stdout: "Slurmctld(primary) at ctl1 is DOWN\n" }),
    ...{ step: "scheduler", status: "failed", cure: /^Run `scontrol ping`/ },
  },
  {
    what: "an account that nobody knows",
    prepare: () => undefined,
    change: { resources: { account: "typo" } },
    ...{ step: "scheduler", status: "warning", cure: /^Choose one of them/ },
  },
  {
    what: "a queue that is not there",
    prepare: () => undefined,
    change: { config: { workDir: "/scratch/work", headQueue: "nowhere" } },
    ...{ step: "queues", status: "failed", cure: /^Choose one of: normal, short\.$/ },
  },
  {
    what: "a queue for tasks that is closed",
    prepare: answering("sinfo -h -a -o %R|postern|%a", "normal|postern|up\nshort|postern|down\n"),
    change: { config: { workDir: "/scratch/work", headQueue: "normal", computeQueue: "short" } },
    ...{ step: "queues", status: "failed", cure: /^Choose one that is up/ },
  },
  {
    what: "more time than the queue gives",
    prepare: () => undefined,
    change: { resources: { wallTimeSeconds: 3 * 86_400 } },
    ...{ step: "queues", status: "warning", cure: /^Ask for less wall time/ },
  },
  {
    what: "a work directory that is not there",
    prepare: (cluster) => {
      cluster.folders.clear();
    },
    ...{ step: "workDir", status: "failed", cure: /^Make it there with "mkdir -p/ },
  },
  {
    what: "a full disk",
    prepare: (cluster) => {
      cluster.writeFile = () => Promise.reject(new AppError("file.failed", "There is no space left."));
    },
    ...{ step: "workDir", status: "failed", cure: /^Free some space/ },
  },
  {
    what: "little room",
    prepare: answering("df", "Filesystem 1024-blocks Used Available Capacity Mounted on\nfs 900000000 1000 8000000 99% /scratch\n"),
    ...{ step: "freeSpace", status: "warning", cure: /^Remove what is not needed/ },
  },
  {
    what: "an agent that knows no question about room",
    prepare: answering("df", new AppError("agent.refused", 'The agent may not start "df".')),
    ...{ step: "freeSpace", status: "skipped", cure: null },
  },
  {
    what: "a clock that is ahead",
    prepare: (cluster) => {
      cluster.clockOffMs = 240_000;
    },
    ...{ step: "clock", status: "warning", cure: /NTP/ },
  },
  { what: "no Java", prepare: without("java"), ...{ step: "java", status: "failed", cure: /^Install Java/ } },
  { what: "no Nextflow", prepare: without("nextflow"), ...{ step: "nextflow", status: "failed", cure: /^Install Nextflow/ } },
];

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
  const steps = await check(
    (cluster) => {
      one.prepare(cluster);
      other.prepare(cluster);
    },
    { ...one.change, ...other.change, resources },
  );

  const said = [one, other].map(({ step }) => steps.find(({ key }) => key === step)).map((step) => [step?.status, step?.cure]);
  const wanted = [one, other].map(({ status, cure }) => [status, cure === null ? null : expect.stringMatching(cure)]);
  const heldBack = ["skipped", null];
  expect([wanted, [wanted[0], heldBack], [heldBack, wanted[1]]]).toContainEqual(said);
});
