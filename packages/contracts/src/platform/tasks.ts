import { taskStatuses } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, oneOf } from "../schema.ts";

/** Sizes in bytes, times in ms, `pcpu` in percent of one core. */
export const Task = Type.Object({
  id: int64(),
  taskId: int64(),
  status: oneOf(taskStatuses),
  hash: nullable(Type.String()),
  name: nullable(Type.String()),
  process: nullable(Type.String()),
  tag: nullable(Type.String()),
  module: Type.Array(Type.String()),
  container: nullable(Type.String()),
  attempt: nullable(Type.Integer()),
  script: nullable(Type.String()),
  scratch: nullable(Type.String()),
  workdir: nullable(Type.String()),
  queue: nullable(Type.String()),
  executor: nullable(Type.String()),
  nativeId: nullable(Type.String()),
  env: nullable(Type.String()),
  errorAction: nullable(Type.String()),
  exit: nullable(Type.Integer()),
  exitStatus: nullable(Type.Integer()),
  submit: nullable(dateTime()),
  start: nullable(dateTime()),
  complete: nullable(dateTime()),
  duration: nullable(int64()),
  realtime: nullable(int64()),
  time: nullable(int64()),
  cpus: nullable(Type.Integer()),
  memory: nullable(int64()),
  disk: nullable(int64()),
  pcpu: nullable(Type.Number()),
  pmem: nullable(Type.Number()),
  rss: nullable(int64()),
  vmem: nullable(int64()),
  peakRss: nullable(int64()),
  peakVmem: nullable(int64()),
  rchar: nullable(int64()),
  wchar: nullable(int64()),
  syscr: nullable(int64()),
  syscw: nullable(int64()),
  readBytes: nullable(int64()),
  writeBytes: nullable(int64()),
  volCtxt: nullable(int64()),
  invCtxt: nullable(int64()),
  machineType: nullable(Type.String()),
  cloudZone: nullable(Type.String()),
  priceModel: nullable(Type.String()),
  cost: nullable(Type.Number()),
  dateCreated: nullable(dateTime()),
  lastUpdated: nullable(dateTime()),
});
export type Task = Static<typeof Task>;

export const DescribeTaskResponse = Type.Object({ task: Task });
export const ListTasksResponse = Type.Object({ tasks: Type.Array(DescribeTaskResponse), total: int64() });
