import { runStatuses } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, oneOf } from "../schema.ts";
import { HeadJobResourcesAnswer } from "../postern/environment-resources.ts";
import { ProgressData } from "./progress.ts";

/** A run, in the words of the public API. Members that are objects there are passed through as Nextflow sent them. */
export const Workflow = Type.Object({
  id: Type.String(),
  ownerId: int64(),
  status: oneOf(runStatuses),
  runName: Type.String(),
  sessionId: Type.String(),
  /** The account on the cluster, which many people may share. */
  userName: Type.String(),
  /** Ours: who launched it, or started its Nextflow, by their user name here. */
  ownerName: Type.Optional(Type.String()),
  projectName: Type.String(),
  projectDir: nullable(Type.String()),
  repository: nullable(Type.String()),
  revision: nullable(Type.String()),
  commitId: nullable(Type.String()),
  scriptName: nullable(Type.String()),
  scriptFile: nullable(Type.String()),
  scriptId: nullable(Type.String()),
  launchId: nullable(Type.String()),
  launchDir: nullable(Type.String()),
  workDir: Type.String(),
  homeDir: nullable(Type.String()),
  commandLine: Type.String(),
  configFiles: nullable(Type.Array(Type.String())),
  configText: nullable(Type.String()),
  params: nullable(Type.Record(Type.String(), Type.Unknown())),
  profile: nullable(Type.String()),
  container: nullable(Type.String()),
  containerEngine: nullable(Type.String()),
  resume: Type.Boolean(),
  success: nullable(Type.Boolean()),
  exitStatus: nullable(Type.Integer()),
  errorMessage: nullable(Type.String()),
  errorReport: nullable(Type.String()),
  submit: dateTime(),
  start: nullable(dateTime()),
  complete: nullable(dateTime()),
  /** Milliseconds. */
  duration: nullable(int64()),
  dateCreated: dateTime(),
  lastUpdated: dateTime(),
  nextflow: nullable(Type.Record(Type.String(), Type.Unknown())),
  manifest: nullable(Type.Record(Type.String(), Type.Unknown())),
  stats: nullable(Type.Record(Type.String(), Type.Unknown())),
  operationId: nullable(Type.String()),
  logFile: nullable(Type.String()),
  outFile: nullable(Type.String()),
  requiresAttention: Type.Boolean(),
  deleted: Type.Boolean(),
});
export type Workflow = Static<typeof Workflow>;

export const ListWorkflowsElement = Type.Object({
  workflow: Workflow,
  progress: nullable(ProgressData),
  orgId: nullable(int64()),
  orgName: nullable(Type.String()),
  workspaceId: nullable(int64()),
  workspaceName: nullable(Type.String()),
  labels: Type.Array(Type.Object({ id: int64(), name: Type.String() })),
});
export type ListWorkflowsElement = Static<typeof ListWorkflowsElement>;
export const ListWorkflowsResponse = Type.Object({
  workflows: Type.Array(ListWorkflowsElement),
  totalSize: int64(),
  hasMore: Type.Boolean(),
});
export type ListWorkflowsResponse = Static<typeof ListWorkflowsResponse>;

export const DescribeWorkflowResponse = Type.Object({
  workflow: Workflow,
  progress: ProgressData,
  platform: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  jobInfo: nullable(
    Type.Object({
      operationId: nullable(Type.String()),
      status: nullable(Type.String()),
      message: nullable(Type.String()),
      exitCode: nullable(Type.Integer()),
      /** Ours: what it asked of the cluster in fields of its environment, as they were at the launch. */
      resources: nullable(HeadJobResourcesAnswer),
    }),
  ),
  /** Plain sentences about the run: why it waits, why it failed, what is not known. */
  messages: Type.Array(Type.String()),
  labels: Type.Array(Type.Object({ id: int64(), name: Type.String() })),
  orgId: nullable(int64()),
  orgName: nullable(Type.String()),
  workspaceId: nullable(int64()),
  workspaceName: nullable(Type.String()),
  optimized: nullable(Type.Boolean()),
});
export type DescribeWorkflowResponse = Static<typeof DescribeWorkflowResponse>;

/** Console output of Nextflow, line by line. `entries` grows from call to call; clients print from the count they have. */
export const WorkflowLogResponse = Type.Object({
  log: Type.Object({
    entries: Type.Array(Type.String()),
    truncated: Type.Boolean(),
    pending: Type.Boolean(),
    message: nullable(Type.String()),
    forwardToken: nullable(Type.String()),
    rewindToken: nullable(Type.String()),
    downloads: Type.Array(Type.Object({ saveName: Type.String(), fileName: Type.String(), displayText: Type.String() })),
  }),
});
export type WorkflowLogResponse = Static<typeof WorkflowLogResponse>;

const quartiles = nullable(Type.Record(Type.String(), Type.Unknown()));
export const WorkflowMetricsResponse = Type.Object({
  metrics: Type.Array(
    Type.Object({
      process: Type.String(),
      cpu: quartiles,
      mem: quartiles,
      vmem: quartiles,
      time: quartiles,
      reads: quartiles,
      writes: quartiles,
      cpuUsage: quartiles,
      memUsage: quartiles,
      timeUsage: quartiles,
    }),
  ),
});
