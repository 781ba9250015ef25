import type { ComputeEnv, Workflow, WorkflowLaunch } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";
import { isoAt } from "./state.ts";
import type { MockRun } from "./state.ts";
import { seedLog, seedTasks } from "./tasks-seed.ts";

const minute = 60_000;

const firstNames: readonly [string, ...string[]] = [
  "grave",
  "sad",
  "calm",
  "hungry",
  "zen",
  "amazing",
  "lonely",
  "fervent",
  "golden",
  "stupefied",
];
const lastNames: readonly [string, ...string[]] = ["hopper", "wilson", "turing", "curie", "franklin", "lovelace", "noether", "meitner"];
interface SeedPipeline {
  readonly name: string;
  readonly revision: string | null;
}

const pipelines: readonly [SeedPipeline, ...SeedPipeline[]] = [
  { name: "nf-core/rnaseq", revision: "3.14.0" },
  { name: "nf-core/sarek", revision: "3.4.2" },
  { name: "nextflow-io/hello", revision: null },
  { name: "/g/data/ab12/pipelines/variant-calling", revision: null },
];

const causes: readonly [string, ...string[]] = [
  "STAR_ALIGN (sample_17) was killed: it used more than the 64 GB of memory that it asked for (exit status 137).",
  "The input file /scratch/ab12/samples.csv does not exist.",
];

const statuses: readonly RunStatus[] = [
  "RUNNING",
  "SUBMITTED",
  "FAILED",
  "RUNNING",
  "SUCCEEDED",
  "UNKNOWN",
  "CANCELLED",
  "SUCCEEDED",
  "SUCCEEDED",
  "FAILED",
];

/** Cancelled ones never came out of the queue. */
const neverStarted: ReadonlySet<RunStatus> = new Set(["SUBMITTED", "CANCELLED"]);

/** Sixty runs, the newest first. */
export function seedRuns(nowMs: number, environment: ComputeEnv | undefined): MockRun[] {
  return Array.from({ length: 60 }, (_, place) => seedRun(nowMs, place, environment));
}

function seedRun(nowMs: number, place: number, environment: ComputeEnv | undefined): MockRun {
  const status = statusAt(place);
  const submitMs = nowMs - minute * (place === 0 ? 18 : 31 * place + place ** 2 * 7);
  const isLong = place === 0;
  const isStarted = !neverStarted.has(status);
  const tasks = isStarted ? seedTasks({ submitMs, nowMs, status, count: isLong ? 164 : 30 }) : [];
  const workflow: Workflow = {
    ...emptyWorkflow(`run${String(place).padStart(3, "0")}`, submitMs),
    ...pipelineAt(place),
    status,
    runName: `${at(firstNames, place)}_${at(lastNames, place)}`,
    ...(isStarted ? startedAs(submitMs) : {}),
    ...endOf(status, submitMs, place),
  };
  return {
    workflow,
    launch: launchOf(workflow, environment),
    environmentId: environment?.id,
    tasks,
    log: isStarted ? seedLog(workflow, tasks, isLong ? 12_000 : 0) : [],
    waitReason: status === "SUBMITTED" ? "Priority" : null,
    messages: status === "UNKNOWN" ? ["The agent on gadi-login-03 has not been heard of for 12 minutes."] : [],
    isCancelling: false,
  };
}

function at<Item>(items: readonly [Item, ...Item[]], place: number): Item {
  return items[place % items.length] ?? items[0];
}

function statusAt(place: number): RunStatus {
  return statuses[place] ?? (place % 7 === 3 ? "FAILED" : "SUCCEEDED");
}

function pipelineAt(place: number) {
  const { name, revision } = at(pipelines, place);
  return { projectName: name, revision, repository: name.startsWith("/") ? null : `https://github.com/${name}` };
}

const startedAs = (submitMs: number) => ({
  start: isoAt(submitMs + 20_000),
  commitId: "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
  params: { input: "/scratch/ab12/samples.csv", genome: "GRCh38", outdir: "results", max_cpus: 16 },
  profile: "singularity",
  configText: "process {\n  executor = 'slurm'\n  queue = 'express'\n}\nsingularity {\n  enabled = true\n}",
});

function endOf(status: RunStatus, submitMs: number, place: number): Partial<Workflow> {
  if (!isTerminal(status)) return {};
  if (status === "CANCELLED") return { complete: isoAt(submitMs + 9 * minute), duration: 0, success: false };
  const durationMs = 63_000 + (place % 13) * 17 * minute;
  return {
    complete: isoAt(submitMs + 20_000 + durationMs),
    duration: durationMs,
    success: status === "SUCCEEDED",
    ...(status === "SUCCEEDED" ? { exitStatus: 0 } : {}),
    ...(status === "FAILED" ? { errorMessage: at(causes, place), errorReport: report, exitStatus: 1 } : {}),
  };
}

export function emptyWorkflow(id: string, submitMs: number): Workflow {
  return {
    id,
    ownerId: 1,
    status: "SUBMITTED",
    runName: "",
    sessionId: "0c1d2e3f-4a5b-6c7d-8e9f-a0b1c2d3e4f5",
    userName: "jane",
    projectName: "",
    projectDir: "/home/js123/.nextflow/assets/nf-core/rnaseq",
    repository: null,
    revision: null,
    commitId: null,
    scriptName: "main.nf",
    scriptFile: null,
    scriptId: null,
    launchId: `l-${id}`,
    launchDir: "/scratch/ab12/js123/work",
    workDir: "/scratch/ab12/js123/work",
    homeDir: "/home/js123",
    commandLine: "nextflow run nf-core/rnaseq -r 3.14.0 -params-file params.json -profile singularity -with-tower",
    configFiles: ["/home/js123/.nextflow/assets/nf-core/rnaseq/nextflow.config"],
    configText: null,
    params: null,
    profile: null,
    container: null,
    containerEngine: "singularity",
    resume: false,
    success: null,
    exitStatus: null,
    errorMessage: null,
    errorReport: null,
    submit: isoAt(submitMs),
    start: null,
    complete: null,
    duration: null,
    dateCreated: isoAt(submitMs),
    lastUpdated: isoAt(submitMs),
    nextflow: { version: "25.10.2", build: 5930 },
    manifest: null,
    stats: null,
    operationId: "8123",
    logFile: null,
    outFile: null,
    requiresAttention: false,
    deleted: false,
  };
}

function launchOf(workflow: Workflow, environment: ComputeEnv | undefined): WorkflowLaunch {
  return {
    id: workflow.launchId ?? "",
    pipeline: workflow.repository ?? workflow.projectName,
    revision: workflow.revision,
    commitId: null,
    workDir: workflow.workDir,
    runName: workflow.runName,
    sessionId: workflow.sessionId,
    configProfiles: ["singularity"],
    configText: null,
    paramsText: JSON.stringify(workflow.params ?? {}, undefined, 2),
    preRunScript: null,
    postRunScript: null,
    nextflowVersion: null,
    overrides: null,
    mainScript: null,
    entryName: null,
    pullLatest: false,
    stubRun: false,
    resume: false,
    resumeDir: null,
    resumeCommitId: null,
    computeEnv: environment ?? null,
    dateCreated: workflow.dateCreated,
  };
}

const report = `Error executing process > 'NFCORE_RNASEQ:RNASEQ:STAR_ALIGN (sample_17)'

Caused by:
  Process \`NFCORE_RNASEQ:RNASEQ:STAR_ALIGN (sample_17)\` terminated with an error exit status (137)

Command executed:
  STAR --genomeDir star --readFilesIn sample_17_1.fastq.gz sample_17_2.fastq.gz --runThreadN 12

Command exit status:
  137

Work dir:
  /scratch/ab12/js123/work/3f/9a1c2b60d5e4c51b0a45b7e6a1d2c3`;
