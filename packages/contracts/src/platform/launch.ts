import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, oneOf, optional, text } from "../schema.ts";
import { LaunchOverrides } from "../postern/launch-overrides.ts";
import { ComputeEnv } from "./compute-envs.ts";

/** Letters first, no trailing dash; the rule of Nextflow itself. */
export const runNamePattern = "^[a-z](?:[a-z\\d]|[-_](?=[a-z\\d])){0,79}$";

export const WorkflowLaunchRequest = Type.Object({
  id: optional(text(22)),
  computeEnvId: optional(text(22)),
  /** `https://…`, `file:/…`, or an absolute path on the cluster. */
  pipeline: text(2048, 1),
  revision: optional(text(100)),
  commitId: optional(text(40)),
  workDir: optional(text(1024)),
  runName: optional(text(80)),
  configProfiles: optional(Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: "^[A-Za-z0-9_.-]+$" }), { maxItems: 50 })),
  configText: optional(text(262_144)),
  /** JSON or YAML. */
  paramsText: optional(text(1_048_576)),
  preRunScript: optional(text(16_384)),
  postRunScript: optional(text(16_384)),
  mainScript: optional(text(255)),
  entryName: optional(Type.String({ maxLength: 100, pattern: "^[A-Za-z0-9_]*$" })),
  schemaName: optional(text(100)),
  pullLatest: optional(Type.Boolean()),
  stubRun: optional(Type.Boolean()),
  resume: optional(Type.Boolean()),
  sessionId: optional(Type.String({ maxLength: 36, pattern: "^[0-9a-fA-F-]*$" })),
  towerConfig: optional(text(65_536)),
  syntaxParser: optional(oneOf(["v1", "v2"])),
  nextflowVersion: optional(text(40)),
  headJobCpus: optional(Type.Integer({ minimum: 1 })),
  headJobMemoryMb: optional(Type.Integer({ minimum: 1 })),
  labelIds: optional(Type.Array(int64(), { maxItems: 100 })),
  userSecrets: optional(Type.Array(text(255), { maxItems: 100 })),
  workspaceSecrets: optional(Type.Array(text(255), { maxItems: 100 })),
  dateCreated: optional(Type.String()),
  launchContainer: optional(text(255)),
  optimizationId: optional(text(100)),
  optimizationTargets: optional(text(1000)),
  outputDir: optional(text(1024)),
  pipelineSchemaId: optional(int64()),
  /** Ours: what it says in the place of its environment. */
  overrides: optional(LaunchOverrides),
});
export type WorkflowLaunchRequest = Static<typeof WorkflowLaunchRequest>;

export const SubmitWorkflowLaunchRequest = Type.Object({ launch: WorkflowLaunchRequest });
export const SubmitWorkflowLaunchResponse = Type.Object({ workflowId: Type.String() });

/** The launch as it was, so that it can be filled in again. */
export const WorkflowLaunch = Type.Object({
  id: Type.String(),
  pipeline: Type.String(),
  revision: nullable(Type.String()),
  commitId: nullable(Type.String()),
  workDir: Type.String(),
  runName: nullable(Type.String()),
  sessionId: nullable(Type.String()),
  configProfiles: nullable(Type.Array(Type.String())),
  configText: nullable(Type.String()),
  paramsText: nullable(Type.String()),
  preRunScript: nullable(Type.String()),
  postRunScript: nullable(Type.String()),
  nextflowVersion: nullable(Type.String()),
  /** Ours. */
  overrides: nullable(LaunchOverrides),
  mainScript: nullable(Type.String()),
  entryName: nullable(Type.String()),
  pullLatest: Type.Boolean(),
  stubRun: Type.Boolean(),
  resume: Type.Boolean(),
  resumeDir: nullable(Type.String()),
  resumeCommitId: nullable(Type.String()),
  computeEnv: nullable(ComputeEnv),
  dateCreated: dateTime(),
});
export type WorkflowLaunch = Static<typeof WorkflowLaunch>;
export const DescribeWorkflowLaunchResponse = Type.Object({ launch: nullable(WorkflowLaunch) });
