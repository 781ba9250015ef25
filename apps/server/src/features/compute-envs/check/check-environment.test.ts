import { AppError } from "@postern/domain";
import { expect, test } from "vitest";
import { checkFake, seeing, troubled, waiting } from "./check-scene.fixture.ts";
import type { EnvironmentChange } from "./check-scene.fixture.ts";
import { findFailedStep } from "./check-step.ts";
import type { CheckStep } from "./check-step.ts";
import type { FakeCluster } from "./fake-cluster.fixture.ts";

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
  readonly change?: EnvironmentChange;
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
  { what: "no Java", prepare: without("java"), ...{ step: "java", status: "failed", cure: /^Install Java|^Add the line/ } },
  { what: "no Nextflow", prepare: without("nextflow"), ...{ step: "nextflow", status: "failed", cure: /^Install Nextflow/ } },
  {
    what: "a Nextflow that has to be loaded",
    prepare: (cluster) => {
      cluster.answers.delete("nextflow");
      cluster.answers.set("bash -l -c", "postern-module|nextflow/23.10.1\npostern-module|nextflow/24.10.4(default)\n");
    },
    ...{ step: "nextflow", status: "failed", cure: /^Add the line "module load nextflow\/24\.10\.4" .*also has nextflow\/23\.10\.1\.$/ },
  },
  {
    what: "a job that the scheduler refuses",
    prepare: answering("sbatch", { exitCode: 1, stderr: "sbatch: error: Batch job submission failed: Invalid account\n" }),
    ...{ step: "trialJob", status: "failed", cure: /^Change the queue, the account/ },
  },
  {
    what: "a queue that is busy",
    prepare: waiting("42|postern|PENDING|0|Resources\n"),
    ...{ step: "trialJob", status: "warning", cure: /^Check again when the queue is shorter/ },
  },
  {
    what: "a job that hangs",
    prepare: waiting("42|postern|RUNNING|0|None\n"),
    ...{ step: "trialJob", status: "failed", cure: /^Look at the pre-run script and at the file systems/ },
  },
  {
    what: "a job that ends without a report",
    prepare: waiting("42|postern|FAILED|73|NonZeroExitCode\n"),
    ...{ step: "trialJob", status: "failed", cure: /^Choose a work directory on a file system that login and compute nodes share/ },
  },
  {
    what: "a pre-run script that fails on nodes",
    prepare: seeing({ prepared: [] }),
    ...{ step: "trialJob", status: "failed", cure: /^Mend the script/ },
  },
  {
    what: "a node without Nextflow",
    prepare: seeing({ program: ["program|java /usr/bin/java"] }),
    ...{ step: "trialJob", status: "failed", cure: /^Install Nextflow on the compute nodes/ },
  },
  {
    what: "a node whose clock is ahead",
    prepare: seeing({ clock: ["clock|1999999999"] }),
    ...{ step: "trialJob", status: "warning", cure: /NTP/ },
  },
  {
    what: "a node with another file system of that name",
    prepare: seeing({ token: ["token|"] }),
    ...{ step: "sharedFiles", status: "failed", cure: /^Choose a directory on a file system that login and compute nodes share/ },
  },
  {
    what: "a node without the directory",
    prepare: seeing({ written: ["absent|/scratch/work"] }),
    ...{ step: "sharedFiles", status: "failed", cure: /^Choose a directory on a file system/ },
  },
  {
    what: "a node that may not write",
    prepare: seeing({ written: ["closed|/scratch/work"] }),
    ...{ step: "sharedFiles", status: "failed", cure: /^Choose a directory that compute nodes may write to/ },
  },
  {
    what: "no container engine",
    prepare: seeing({ engine: [] }),
    ...{ step: "containers", status: "warning", cure: /^Load Apptainer or Singularity/ },
  },
  {
    what: "a Docker that is closed",
    prepare: seeing({ engine: ["engine|docker Docker version 24.0.7, build afdd53b", "closed-engine|docker"] }),
    ...{ step: "containers", status: "warning", cure: /^Ask the administrators to let the account use it/ },
  },
  {
    what: "a node that does not reach this server",
    prepare: seeing({ way: ["way|direct curl 28 curl: (28) Connection timed out"] }),
    ...{ step: "wayBack", status: "warning", cure: /^Ask the site to let compute nodes reach postern\.example\.org/ },
  },
  {
    what: "a proxy that lets nothing through",
    prepare: seeing({ way: ["way|direct curl 28 ", "way|proxy curl 56 curl: (56) Received HTTP code 403 from proxy"] }),
    ...{ step: "wayBack", status: "warning", cure: /^Ask the site to let its proxy/ },
  },
  {
    what: "a certificate that nodes do not trust",
    prepare: seeing({ way: ["way|direct curl 60 curl: (60) SSL certificate problem"] }),
    ...{ step: "wayBack", status: "warning", cure: /^Let the server use a certificate/ },
  },
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

test("a Java that comes with a module of Nextflow is proposed with it, as one click", async () => {
  const steps = await check((cluster) => {
    cluster.answers.delete("java");
    cluster.answers.set("bash -l -c", "postern-module|nextflow/24.10.4\n");
  });

  const proposal = { proposal: "load-module", module: "nextflow/24.10.4" };
  expect(troubled(steps)[0]).toMatchObject({
    key: "java",
    status: "failed",
    cure: expect.stringMatching(/^Add the line/) as string,
    ...proposal,
  });
});

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
