import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, oneOf, optional, text, unstorable } from "../schema.ts";
import { ConfigEnvVariable } from "./config-variable.ts";
import { Label, LabelIds } from "./labels.ts";
import { HeadJobResources } from "../postern/environment-resources.ts";
import { NodeSetupRequest } from "../postern/node-setup.ts";
import { LaunchRules } from "../postern/launch-rules.ts";
import { JumpHosts } from "../postern/jump-hosts.ts";
import { RegistryCredentials } from "../postern/registry-credentials.ts";
import { SecretVariableWishes } from "../postern/secret-variables.ts";

/** Platforms that this server can drive. */
export const gridPlatforms = ["slurm-platform", "altair-platform", "lsf-platform", "uge-platform", "moab-platform"] as const;
export const computePlatforms = [...gridPlatforms, "local-platform"] as const;
export type ComputePlatform = (typeof computePlatforms)[number];

/** In the order of the public specification: `tw --wait` compares positions. */
export const computeEnvStatuses = ["CREATING", "AVAILABLE", "DISABLED", "DELETING", "ERRORED", "INVALID", "DELETED"] as const;
export type ComputeEnvStatus = (typeof computeEnvStatuses)[number];

/** An absolute path, or one that begins with a variable that the agent fills in. */
export const ClusterPath = Type.String({ minLength: 1, maxLength: 1024, pattern: `^[/$][^${unstorable}\\n\\r]*$` });
/** Empty means "not set" for clients that always send every member. */
const OptionalClusterPath = optional(Type.String({ maxLength: 1024, pattern: `^([/$][^${unstorable}\\n\\r]*)?$` }));
const queueName = () => optional(Type.String({ maxLength: 256, pattern: `^[^${unstorable}\\s]*$` }));

const common = {
  workDir: ClusterPath,
  preRunScript: optional(text(16_384)),
  postRunScript: optional(text(16_384)),
  nextflowConfig: optional(text(262_144)),
  environment: optional(Type.Array(ConfigEnvVariable, { maxItems: 500 })),
};

/** The same for every scheduler of a cluster. */
export const GridComputeConfig = Type.Object({
  discriminator: optional(oneOf(gridPlatforms)),
  ...common,
  launchDir: OptionalClusterPath,
  userName: optional(text(100)),
  hostName: optional(text(255)),
  port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  headQueue: queueName(),
  computeQueue: queueName(),
  maxQueueSize: optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  headJobOptions: optional(text(4096)),
  propagateHeadJobOptions: optional(Type.Boolean()),
});
export type GridComputeConfig = Static<typeof GridComputeConfig>;

/** Of LSF also how the site counts memory: what its lsf.conf and lsb.params say. */
export const LsfComputeConfig = Type.Object({
  ...GridComputeConfig.properties,
  /** `LSF_UNIT_FOR_LIMITS`. Empty means "not set". */
  unitForLimits: optional(Type.String({ pattern: "^([KMGTPEkmgtpe][Bb]?)?$" })),
  /** `LSB_JOB_MEMLIMIT`: a limit is that of a job. */
  perJobMemLimit: optional(Type.Boolean()),
  /** `RESOURCE_RESERVE_PER_TASK`: memory is reserved for each processor. */
  perTaskReserve: optional(Type.Boolean()),
});
export type LsfComputeConfig = Static<typeof LsfComputeConfig>;

/** Of PBS also which one it is. */
export const AltairComputeConfig = Type.Object({
  ...GridComputeConfig.properties,
  /** Ours: Torque takes other options than PBS Pro and OpenPBS, for head jobs and for tasks. */
  isTorque: optional(Type.Boolean()),
});
export type AltairComputeConfig = Static<typeof AltairComputeConfig>;

export const LocalComputeConfig = Type.Object({ discriminator: optional(Type.Literal("local-platform")), ...common });
export type LocalComputeConfig = Static<typeof LocalComputeConfig>;

export const CreateComputeEnvRequest = Type.Object({
  computeEnv: Type.Object({
    name: text(100, 1),
    description: optional(text(2000)),
    platform: text(32, 1),
    credentialsId: optional(text(22)),
    /** In its place: a cluster of the organization, on which each person acts with a key of their own. */
    managedIdentityId: optional(text(22)),
    /** Checked against the schema of its platform. */
    config: Type.Unknown(),
    workspaceId: optional(int64()),
    fusionMetricsCollectionEnabled: optional(Type.Boolean()),
  }),
  labelIds: optional(LabelIds),
  /** Ours: what head jobs ask for, so that the first launch asks for it already. */
  resources: optional(HeadJobResources),
  /** Ours: modules, container engine, bind paths and scratch. */
  nodeSetup: optional(NodeSetupRequest),
  /** Ours: what a launch may change. */
  launchRules: optional(LaunchRules),
  /** Ours: what launches get that name none; without it, what is on the cluster. */
  nextflowVersion: optional(text(40)),
  /** Ours: the hosts to pass on the way to one that is reached by SSH. */
  jumpHosts: optional(JumpHosts),
  /** Ours: credentials of container registries that every launch brings along. */
  registryCredentialsIds: optional(RegistryCredentials),
  /** Ours: variables whose values are sealed, for the first launch already. */
  secretVariables: optional(SecretVariableWishes),
});
export type CreateComputeEnvRequest = Static<typeof CreateComputeEnvRequest>;
export const CreateComputeEnvResponse = Type.Object({ computeEnvId: Type.String() });

/** A settings object with `discriminator` always present, as clients need it. */
export const ComputeConfigAnswer = Type.Object({
  discriminator: oneOf(computePlatforms),
  workDir: Type.String(),
  launchDir: nullable(Type.String()),
  userName: nullable(Type.String()),
  hostName: nullable(Type.String()),
  port: nullable(Type.Integer()),
  headQueue: nullable(Type.String()),
  computeQueue: nullable(Type.String()),
  maxQueueSize: nullable(Type.Integer()),
  headJobOptions: nullable(Type.String()),
  propagateHeadJobOptions: nullable(Type.Boolean()),
  /** Of PBS alone, and only where it was said. */
  isTorque: Type.Optional(nullable(Type.Boolean())),
  /** Of LSF alone. */
  unitForLimits: Type.Optional(nullable(Type.String())),
  perJobMemLimit: Type.Optional(nullable(Type.Boolean())),
  perTaskReserve: Type.Optional(nullable(Type.Boolean())),
  preRunScript: nullable(Type.String()),
  postRunScript: nullable(Type.String()),
  nextflowConfig: nullable(Type.String()),
  environment: nullable(
    Type.Array(Type.Object({ name: Type.String(), value: Type.String(), head: Type.Boolean(), compute: Type.Boolean() })),
  ),
});
export type ComputeConfigAnswer = Static<typeof ComputeConfigAnswer>;
/** Settings as they are answered where none was sent. */
export const unsetComputeConfig = {
  launchDir: null,
  userName: null,
  hostName: null,
  port: null,
  headQueue: null,
  computeQueue: null,
  maxQueueSize: null,
  headJobOptions: null,
  propagateHeadJobOptions: null,
  preRunScript: null,
  postRunScript: null,
  nextflowConfig: null,
  environment: null,
} as const satisfies Partial<ComputeConfigAnswer>;

export const ComputeEnvListEntry = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  platform: oneOf(computePlatforms),
  credentialsId: nullable(Type.String()),
  status: oneOf(computeEnvStatuses),
  /** Why it is ERRORED or INVALID. */
  message: nullable(Type.String()),
  primary: Type.Boolean(),
  workDir: Type.String(),
  workspaceName: nullable(Type.String()),
  visibility: nullable(Type.String()),
  region: nullable(Type.String()),
  lastUsed: nullable(dateTime()),
  labels: Type.Array(Label),
});
export type ComputeEnvListEntry = Static<typeof ComputeEnvListEntry>;
export const ListComputeEnvsResponse = Type.Object({ computeEnvs: Type.Array(ComputeEnvListEntry) });

export const ComputeEnv = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  platform: oneOf(computePlatforms),
  credentialsId: nullable(Type.String()),
  managedIdentityId: nullable(Type.String()),
  orgId: nullable(int64()),
  workspaceId: nullable(int64()),
  status: oneOf(computeEnvStatuses),
  message: nullable(Type.String()),
  primary: Type.Boolean(),
  deleted: Type.Boolean(),
  config: ComputeConfigAnswer,
  labels: Type.Array(Label),
  dateCreated: dateTime(),
  lastUpdated: dateTime(),
  lastUsed: nullable(dateTime()),
});
export type ComputeEnv = Static<typeof ComputeEnv>;
export const DescribeComputeEnvResponse = Type.Object({ computeEnv: ComputeEnv });

/** What is left out or null stays as it is; an empty description takes it away. */
export const UpdateComputeEnvRequest = Type.Object({
  name: optional(text(100)),
  description: optional(text(2000)),
  credentialsId: optional(text(22)),
  fusionMetricsCollectionEnabled: optional(Type.Boolean()),
});
export type UpdateComputeEnvRequest = Static<typeof UpdateComputeEnvRequest>;

/** `status` is the verdict of this check: AVAILABLE, or INVALID, which ends `tw` with a failure. */
export const ValidateComputeEnvResponse = Type.Object({
  status: oneOf(computeEnvStatuses),
  /** The cluster was not reached, or did not answer: asking again may help. */
  transientError: Type.Boolean(),
  message: nullable(Type.String()),
});
export type ValidateComputeEnvResponse = Static<typeof ValidateComputeEnvResponse>;
