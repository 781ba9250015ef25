import { unsetComputeConfig } from "@postern/contracts";
import type { CheckProposal, CheckStep, ComputeConfigAnswer, ComputeEnv } from "@postern/contracts";
import { isoAt } from "./state.ts";
import type { MockState } from "./state.ts";

const hour = 3_600_000;

export const emptyConfig: ComputeConfigAnswer = { discriminator: "slurm-platform", workDir: "", ...unsetComputeConfig };

const config: ComputeConfigAnswer = {
  ...emptyConfig,
  workDir: "$TW_AGENT_WORKDIR",
  headQueue: "normal",
  computeQueue: "express",
  headJobOptions: "--account=ab12 --time=48:00:00 --mem=4G",
  preRunScript: "module load java/17 nextflow/25.10",
  nextflowConfig: "process.executor = 'slurm'\nsingularity.enabled = true",
  environment: [{ name: "NXF_OPTS", value: "-Xms500m -Xmx2g", head: true, compute: false }],
};

export function seedEnvironments(nowMs: number): ComputeEnv[] {
  return [
    environment(nowMs, { id: "env-gadi", name: "gadi", primary: true, lastUsed: isoAt(nowMs - 60_000) }),
    environment(nowMs, {
      id: "env-spartan",
      name: "spartan",
      credentialsId: "cred-spartan",
      status: "ERRORED",
      message: "The work directory /data/gpfs/projects/punim0001/work does not exist on spartan-login1.",
      config: { ...config, workDir: "/data/gpfs/projects/punim0001/work" },
    }),
    environment(nowMs, {
      id: "env-local",
      name: "this-computer",
      platform: "local-platform",
      credentialsId: null,
      config: {
        ...config,
        discriminator: "local-platform",
        workDir: "/var/lib/postern/work",
        headQueue: null,
        computeQueue: null,
        headJobOptions: null,
      },
    }),
  ];
}

export function environment(nowMs: number, given: Partial<ComputeEnv>): ComputeEnv {
  return {
    id: "",
    name: "",
    description: null,
    platform: "slurm-platform",
    credentialsId: "cred-gadi",
    managedIdentityId: null,
    orgId: null,
    workspaceId: null,
    status: "AVAILABLE",
    message: null,
    primary: false,
    deleted: false,
    config,
    labels: [],
    dateCreated: isoAt(nowMs - 30 * 24 * hour),
    lastUpdated: isoAt(nowMs - 2 * hour),
    lastUsed: null,
    ...given,
  };
}

const keys = [
  { key: "channel", name: "Connection to the cluster", seen: "gadi-login-03 as js123, 12 ms" },
  { key: "policy", name: "Policy", seen: "The agent may start all that this environment needs." },
  { key: "shell", name: "Bash", seen: "/usr/bin/bash" },
  { key: "scheduler", name: "Scheduler", seen: "Slurm 23.11.4; primary controller on gadi-sched-01 answers; normal, express" },
  { key: "queues", name: "Queues", seen: "normal is open, at most 48 h; express is open." },
  { key: "workDir", name: "Work directory", seen: "/scratch/ab12/js123/work can be written." },
  { key: "freeSpace", name: "Free space", seen: "4.1 TiB are free in /scratch/ab12/js123/work." },
  { key: "clock", name: "Clock", seen: "The cluster and this server agree on the time." },
  { key: "java", name: "Java", seen: "17.0.9" },
  { key: "nextflow", name: "Nextflow", seen: "25.10.2" },
  { key: "trialJob", name: "Trial job", seen: "Ran on gadi-cpu-0412, 9 s after it was submitted." },
  { key: "sharedFiles", name: "Shared file system", seen: "gadi-cpu-0412 sees /scratch/ab12/js123/work, and can write there." },
  { key: "containers", name: "Container engine", seen: "Singularity 3.11.3." },
  { key: "scratch", name: "Scratch", seen: "gadi-cpu-0412 has a disk of its own at $TMPDIR (/jobfs/8123)." },
  {
    key: "wayBack",
    name: "Way back to this server",
    seen: "gadi-cpu-0412 reaches https://postern.example.org through the proxy of the site.",
  },
] as const;

/** What a check proposes on a cluster that is well. */
const found: Partial<Record<CheckStep["key"], CheckProposal[]>> = {
  containers: [
    {
      kind: "container-engine",
      title: "Use Singularity",
      why: "Singularity 3.11.3 is there on gadi-cpu-0412. Runs then use it whatever the profile of a pipeline says; today the pipeline decides.",
      nodeSetup: { containerEngine: "singularity" },
    },
  ],
  scratch: [
    {
      kind: "scratch",
      title: "Use $TMPDIR",
      why: "Tasks work on the disk of their node, where 400 GiB are free, and copy their results: that spares the shared file system.",
      nodeSetup: { scratch: "$TMPDIR" },
    },
  ],
};

/** Step number `done` runs; those before it have passed. */
export function startCheck(state: MockState, computeEnvId: string, done = 0): void {
  state.checks.set(computeEnvId, {
    computeEnvId,
    isRunning: done < keys.length,
    reason: "asked",
    startedAt: isoAt(state.now()),
    finishedAt: done < keys.length ? null : isoAt(state.now()),
    steps: keys.map(({ key, name, seen }, place) => step(key, name, { seen, place, done })),
  });
}

function step(
  key: CheckStep["key"],
  name: string,
  at: { readonly seen: string; readonly place: number; readonly done: number },
): CheckStep {
  const status = at.place < at.done ? "passed" : at.place === at.done ? "running" : "waiting";
  const isPassed = status === "passed";
  return {
    key,
    name,
    status,
    summary: isPassed ? at.seen : null,
    cure: null,
    detail: null,
    durationMs: isPassed ? 40 + at.place * 130 : null,
    ...(isPassed && found[key] !== undefined ? { proposals: found[key] } : {}),
  };
}

function withoutEngine(each: CheckStep): CheckStep {
  if (each.key !== "containers") return each;
  return {
    ...each,
    status: "warning",
    summary: "No container engine is found on this-computer: pipelines that bring their programs in containers cannot run.",
    cure: "Load Apptainer or Singularity as a module or in the pre-run script, or ask the administrators for one.",
  };
}

const afterWorkDir: readonly CheckStep["key"][] = [
  "freeSpace",
  "clock",
  "java",
  "nextflow",
  "trialJob",
  "sharedFiles",
  "containers",
  "scratch",
  "wayBack",
];

/** The check as it ended, to the state of its environment. */
export function settleCheck(state: MockState, one: ComputeEnv): void {
  startCheck(state, one.id, keys.length);
  const check = state.checks.get(one.id);
  if (check === undefined) return;
  if (one.platform === "local-platform") state.checks.set(one.id, { ...check, steps: check.steps.map(withoutEngine) });
  if (one.status !== "ERRORED") return;
  const steps = check.steps.map((each): CheckStep => {
    if (afterWorkDir.includes(each.key)) return { ...each, status: "skipped", summary: null, durationMs: null };
    if (each.key !== "workDir") return each;
    return {
      ...each,
      status: "failed",
      summary: "It does not exist.",
      cure: "mkdir -p /data/gpfs/projects/punim0001/work",
      proposals: [{ kind: "make-directories", title: "Make what is missing", why: "For the account alone." }],
      detail: "stat: cannot statx '/data/gpfs/projects/punim0001/work': No such file or directory",
    };
  });
  state.checks.set(one.id, { ...check, steps });
}

/** What has not ended is skipped. */
export function stopCheck(state: MockState, computeEnvId: string): void {
  const check = state.checks.get(computeEnvId);
  if (check === undefined) return;
  const steps = check.steps.map((each): CheckStep =>
    each.status === "waiting" || each.status === "running" ? { ...each, status: "skipped", summary: "Stopped." } : each,
  );
  state.checks.set(computeEnvId, { ...check, isRunning: false, finishedAt: isoAt(state.now()), steps });
}

/** How many steps of a check that runs have passed. */
export const passedSteps = (steps: readonly CheckStep[]): number => steps.filter((each) => each.status === "passed").length;
export const stepCount = keys.length;
