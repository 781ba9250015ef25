import type { ProcessLoad, ProgressData, Task } from "@postern/contracts";
import type { TaskStatus } from "@postern/domain";

const load = {
  cpus: 0,
  cpuTime: 0,
  cpuLoad: 0,
  memoryRss: 0,
  memoryReq: 0,
  readBytes: 0,
  writeBytes: 0,
  volCtxSwitch: 0,
  invCtxSwitch: 0,
  loadTasks: 0,
  loadCpus: 0,
  loadMemory: 0,
  peakTasks: 0,
  peakCpus: 0,
  peakMemory: 0,
  cpuEfficiency: null,
  memoryEfficiency: null,
};

/** Counts of a run's tasks, as the telemetry would give them. */
export function progressOfTasks(tasks: readonly Task[]): ProgressData {
  const names = [...new Set(tasks.map((task) => task.process ?? ""))];
  return {
    workflowProgress: { ...load, ...count(tasks), cost: null, executors: ["slurm"] },
    processesProgress: names.map((process): ProcessLoad => ({
      process,
      ...load,
      ...count(tasks.filter((task) => task.process === process)),
    })),
    totalProcesses: names.length,
  };
}

function count(tasks: readonly Task[]) {
  const of = (status: TaskStatus): number => tasks.filter((task) => task.status === status).length;
  return {
    pending: of("NEW"),
    submitted: of("SUBMITTED"),
    running: of("RUNNING"),
    succeeded: of("COMPLETED"),
    cached: of("CACHED"),
    failed: of("FAILED"),
    aborted: of("ABORTED"),
    ignored: 0,
    retries: tasks.filter((task) => (task.attempt ?? 1) > 1).length,
  };
}
