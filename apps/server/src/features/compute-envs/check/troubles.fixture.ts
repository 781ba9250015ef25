import { AppError } from "@postern/domain";
import type { ErrorCode } from "@postern/domain";
import { seeing, waiting } from "./check-scene.fixture.ts";
import type { EnvironmentChange } from "./check-scene.fixture.ts";
import type { CheckStep } from "./check-step.ts";
import { probeBySsh } from "./fake-cluster.fixture.ts";
import type { FakeCluster } from "./fake-cluster.fixture.ts";

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

/** Something wrong with a cluster, and where a check says so with which cure. */
export interface Trouble {
  readonly what: string;
  readonly prepare: (cluster: FakeCluster) => void;
  readonly change?: EnvironmentChange;
  readonly step: CheckStep["key"];
  readonly status: CheckStep["status"];
  readonly cure: RegExp | null;
}

const bySsh = (change: Parameters<typeof probeBySsh>[0]) => (cluster: FakeCluster) => {
  cluster.ssh = { ...(cluster.ssh ?? probeBySsh()), ...change };
};
const refusing = (code: ErrorCode, message: string) => (cluster: FakeCluster) => {
  const earlier = cluster.ssh ?? probeBySsh();
  // A host shows its key before it is told anything, so what is wrong with that comes first.
  const connect = async () => {
    await earlier.connect();
    throw new AppError(code, message);
  };
  bySsh({ connect })(cluster);
};
/** Refused by the looker-up itself, without any question to the network. */
const noName = "no..name";

/** At least one for every step. */
export const troubles: readonly Trouble[] = [
  {
    what: "a name that nobody knows",
    prepare: bySsh({ way: [{ host: noName, port: 22, isJumpHost: false }] }),
    ...{ step: "name", status: "failed", cure: /^Check the name\./ },
  },
  {
    what: "a port that is closed",
    prepare: bySsh({ reach: () => Promise.reject(new AppError("ssh.unreachable", "192.0.2.7 refuses the connection at port 22.")) }),
    ...{ step: "port", status: "failed", cure: /Check address and port/ },
  },
  {
    what: "a host that shows another key",
    prepare: refusing("ssh.host_key_changed", "192.0.2.7 shows another key than the pinned one."),
    ...{ step: "hostKey", status: "failed", cure: /^Nothing was sent\. Ask the centre whether it changed its key/ },
  },
  {
    what: "a key that is let in no more",
    prepare: refusing("ssh.refused", "192.0.2.7 refuses the key of jane."),
    ...{ step: "signIn", status: "failed", cure: /^Put the public key into/ },
  },
  {
    what: "an agent that is away",
    prepare: (cluster) => {
      cluster.away = new AppError("agent.offline", "No agent serves the connection.");
    },
    ...{ step: "channel", status: "failed", cure: /^Start the agent on the cluster/ },
  },
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
  { what: "no Java", prepare: without("java"), ...{ step: "java", status: "failed", cure: /^Install Java|^Load the module/ } },
  { what: "no Nextflow", prepare: without("nextflow"), ...{ step: "nextflow", status: "failed", cure: /^Install Nextflow/ } },
  {
    what: "a Nextflow that has to be loaded",
    prepare: (cluster) => {
      cluster.answers.delete("nextflow");
      cluster.answers.set("bash -l -c", "postern-module|nextflow/23.10.1\npostern-module|nextflow/24.10.4(default)\n");
    },
    ...{ step: "nextflow", status: "failed", cure: /^Load the module nextflow\/24\.10\.4\..*also has nextflow\/23\.10\.1\.$/ },
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
    what: "an engine that was chosen and is not there",
    prepare: () => undefined,
    change: { nodeSetup: { containerEngine: "docker" } },
    ...{ step: "containers", status: "warning", cure: /^Load Docker as a module, or choose another engine\.$/ },
  },
  {
    what: "a scratch folder that is not there",
    prepare: () => undefined,
    change: { nodeSetup: { scratch: "/local" } },
    ...{ step: "scratch", status: "warning", cure: /^Choose a folder that every node has/ },
  },
  {
    what: "a module that cannot be loaded on nodes",
    prepare: seeing({
      prepared: ["unloaded|the module a/1 could not be loaded on node1"],
      program: [],
      engine: ["engine|apptainer apptainer 1.3.4"],
    }),
    ...{ step: "trialJob", status: "failed", cure: /^Write its name as `module avail` does there/ },
  },
  {
    what: "a profile of a site that nodes cannot fetch",
    prepare: (cluster) => {
      cluster.report = [...(cluster.report ?? []), "site|28"];
    },
    change: { nodeSetup: { siteProfile: "uppmax" } },
    ...{ step: "trialJob", status: "warning", cure: /^Ask the site to let nodes reach raw/ },
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
