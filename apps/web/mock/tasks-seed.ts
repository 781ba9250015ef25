import type { Task, Workflow } from "@postern/contracts";
import { isTaskEnded } from "@postern/domain";
import type { RunStatus, TaskStatus } from "@postern/domain";
import { isoAt } from "./state.ts";

const GiB = 1024 ** 3;

export const processNames = [
  "NFCORE_RNASEQ:RNASEQ:FASTQC",
  "NFCORE_RNASEQ:RNASEQ:TRIMGALORE",
  "NFCORE_RNASEQ:RNASEQ:STAR_ALIGN",
  "NFCORE_RNASEQ:RNASEQ:SAMTOOLS_SORT",
  "NFCORE_RNASEQ:RNASEQ:SALMON_QUANT",
  "NFCORE_RNASEQ:RNASEQ:MULTIQC",
];

export interface TaskSeed {
  readonly submitMs: number;
  readonly nowMs: number;
  readonly status: RunStatus;
  readonly count: number;
}

export function seedTasks({ submitMs, nowMs, status, count }: TaskSeed): Task[] {
  return Array.from({ length: count }, (_, place) =>
    makeTask({ taskId: place + 1, status: statusAt(place, count, status), submitMs: Math.min(nowMs - 4000, submitMs + place * 4000) }),
  );
}

function statusAt(place: number, count: number, run: RunStatus): TaskStatus {
  const part = place / count;
  if (run === "SUCCEEDED") return wellEnded(place);
  if (run === "FAILED" || run === "CANCELLED") return part > 0.9 ? badlyEnded(place === count - 1 && run === "FAILED") : "COMPLETED";
  if (part > 0.85) return "SUBMITTED";
  if (part > 0.62) return "RUNNING";
  return place % 23 === 17 ? "FAILED" : wellEnded(place);
}

const wellEnded = (place: number): TaskStatus => (place % 9 === 4 ? "CACHED" : "COMPLETED");
const badlyEnded = (isCulprit: boolean): TaskStatus => (isCulprit ? "FAILED" : "ABORTED");

export interface TaskWish {
  readonly taskId: number;
  readonly status: TaskStatus;
  readonly submitMs: number;
}

export function makeTask({ taskId, status, submitMs }: TaskWish): Task {
  const process = processNames[Math.min(processNames.length - 1, Math.floor(((taskId * 13) % 17) / 3))] ?? "";
  return {
    id: taskId,
    taskId,
    status,
    hash: `${hex(taskId, 2)}/${hex(taskId * 131, 6)}`,
    name: `${process} (sample_${String((taskId % 48) + 1)})`,
    process,
    tag: `sample_${String((taskId % 48) + 1)}`,
    module: [],
    container: "https://depot.galaxyproject.org/singularity/star:2.7.10a",
    attempt: status === "FAILED" ? 2 : 1,
    script:
      "\n    STAR \\\n        --genomeDir star \\\n        --readFilesIn sample_1.fastq.gz sample_2.fastq.gz \\\n        --runThreadN 12\n    ",
    scratch: null,
    workdir: `/scratch/ab12/js123/work/${hex(taskId, 2)}/${hex(taskId * 131, 6)}b60d5e4c51b0a45b7e6a1d2c3`,
    queue: "express",
    executor: "slurm",
    nativeId: String(91_000 + taskId),
    env: null,
    errorAction: status === "FAILED" ? "RETRY" : null,
    exitStatus: null,
    submit: isoAt(submitMs),
    ...timesOf({ taskId, status, submitMs }),
    time: 4 * 3_600_000,
    cpus: 12,
    memory: 64 * GiB,
    disk: null,
    ...(isTaskEnded(status) && status !== "CACHED" ? usedBy(taskId) : unused),
    syscr: null,
    syscw: null,
    readBytes: null,
    writeBytes: null,
    volCtxt: null,
    invCtxt: null,
    machineType: null,
    cloudZone: null,
    priceModel: null,
    cost: null,
    dateCreated: isoAt(submitMs),
    lastUpdated: isoAt(submitMs),
  };
}

function timesOf({ taskId, status, submitMs }: TaskWish) {
  const start = isoAt(submitMs + 3000);
  const durationMs = 20_000 + ((taskId * 7919) % 900) * 1000;
  if (status === "RUNNING") return { ...noTimes, start };
  if (!isTaskEnded(status)) return noTimes;
  return {
    start,
    complete: isoAt(submitMs + 3000 + durationMs),
    duration: durationMs,
    realtime: durationMs - 2000,
    exit: exits[status] ?? null,
  };
}

const noTimes = { start: null, complete: null, duration: null, realtime: null, exit: null };
const exits: Partial<Record<TaskStatus, number>> = { COMPLETED: 0, CACHED: 0, FAILED: 137 };

/** Every seventh was over before anything was measured. */
const usedBy = (taskId: number) => ({
  pcpu: 340 + (taskId % 50) * 13.7,
  pmem: 12.4,
  rss: 20 * GiB,
  vmem: 40 * GiB,
  peakRss: taskId % 7 === 3 ? 0 : 18 * GiB + (taskId % 9) * 1.6 * GiB,
  peakVmem: 44 * GiB,
  rchar: 3.2 * GiB,
  wchar: 0.8 * GiB,
});

const unused = { pcpu: null, pmem: null, rss: null, vmem: null, peakRss: null, peakVmem: null, rchar: null, wchar: null };

const hex = (value: number, length: number): string => ((value * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0").slice(0, length);

export function seedLog(workflow: Workflow, tasks: readonly Task[], extraLines: number): string[] {
  return [
    "N E X T F L O W  ~  version 25.10.2",
    `Launching \`${workflow.projectName}\` [${workflow.runName}] DSL2 - revision: a1b2c3d4e5`,
    "\u001B[2m------------------------------------------------------\u001B[0m",
    "executor >  slurm",
    ...tasks.map((task) => `\u001B[2m[\u001B[0;34m${task.hash ?? ""}\u001B[2m]\u001B[0m Submitted process > ${task.name ?? ""}`),
    ...Array.from(
      { length: extraLines },
      (_, line) => `DEBUG nextflow.processor.TaskPollingMonitor - line ${String(line + 1)} of the monitor`,
    ),
  ];
}
