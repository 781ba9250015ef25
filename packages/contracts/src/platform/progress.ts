import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable } from "../schema.ts";

const counters = {
  pending: int64(),
  submitted: int64(),
  running: int64(),
  succeeded: int64(),
  cached: int64(),
  failed: int64(),
  aborted: int64(),
  ignored: int64(),
  retries: int64(),
};

/** Sizes in bytes, times in ms. Cached tasks are in the counters, never in load, time or cost. */
const load = {
  cpus: int64(),
  cpuTime: int64(),
  cpuLoad: int64(),
  memoryRss: int64(),
  memoryReq: int64(),
  readBytes: int64(),
  writeBytes: int64(),
  volCtxSwitch: int64(),
  invCtxSwitch: int64(),
  loadTasks: int64(),
  loadCpus: int64(),
  loadMemory: int64(),
  peakTasks: int64(),
  peakCpus: int64(),
  peakMemory: int64(),
  cpuEfficiency: nullable(Type.Number()),
  memoryEfficiency: nullable(Type.Number()),
};

export const WorkflowLoad = Type.Object({ ...counters, ...load, cost: nullable(Type.Number()), executors: Type.Array(Type.String()) });
export type WorkflowLoad = Static<typeof WorkflowLoad>;

export const ProcessLoad = Type.Object({ process: Type.String(), ...counters, ...load });
export type ProcessLoad = Static<typeof ProcessLoad>;

export const ProgressData = Type.Object({
  /** Never null: zeros before the start. */
  workflowProgress: WorkflowLoad,
  processesProgress: Type.Array(ProcessLoad),
  totalProcesses: Type.Integer(),
});
export type ProgressData = Static<typeof ProgressData>;
export const GetProgressResponse = Type.Object({ progress: ProgressData });
