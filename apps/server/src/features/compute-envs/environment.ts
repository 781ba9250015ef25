import type {
  AltairComputeConfig,
  CheckReason,
  ComputeEnvStatus,
  ComputePlatform,
  LocalComputeConfig,
  LsfComputeConfig,
} from "@postern/contracts";
import type { ComputeEnvRow } from "@postern/database";
import { toComputeEnvId, toCredentialId, toManagedIdentityId, toUserId, toWorkspaceId } from "@postern/domain";
import type { ComputeEnvId, CredentialId, LaunchRules, ManagedIdentityId, NodeSetup, TimeMs, UserId, WorkspaceId } from "@postern/domain";
import type { JobResources } from "@postern/schedulers";
import type { Home } from "../../home.ts";
import type { LimitedThing } from "../use-limits/limited-thing.ts";
import type { CheckStep } from "./check/check-step.ts";

/** Without `null`: explicit ones are dropped when a request is read. */
type Stored<Settings> = { [Member in keyof Settings]: Exclude<Settings[Member], null> };

/**
 * Settings of an environment as they were sent, without explicit nulls. Paths may hold variables of the agent.
 * Empty texts mean "not set"; read members through `given`.
 */
export type EnvironmentConfig = Stored<Omit<AltairComputeConfig & LsfComputeConfig & LocalComputeConfig, "discriminator">>;

export interface Standing {
  readonly status: ComputeEnvStatus;
  readonly reason: string | null;
}

/** A cluster as its users see it. */
export interface ComputeEnvironment {
  readonly id: ComputeEnvId;
  readonly userId: UserId;
  readonly workspaceId: WorkspaceId | null;
  readonly name: string;
  readonly description: string | null;
  readonly platform: ComputePlatform;
  readonly credentialId: CredentialId | null;
  /** In the place of a credential: everybody acts on its cluster with a key of their own. */
  readonly managedIdentityId?: ManagedIdentityId;
  readonly config: EnvironmentConfig;
  /** What head jobs ask of the cluster. */
  readonly resources: JobResources;
  /** How its nodes are made ready for runs. */
  readonly nodeSetup: NodeSetup;
  /** What a launch may say in its place; absent while nobody has made rules. */
  readonly launchRules?: LaunchRules;
  /** For launches that name none; not given: what the cluster has. */
  readonly nextflowVersion?: string;
  readonly status: ComputeEnvStatus;
  readonly statusReason: string | null;
  readonly isPrimary: boolean;
  readonly isUseLimited: boolean;
  readonly checkSteps: readonly CheckStep[];
  readonly checkStartedAt: TimeMs | null;
  /** For whom it is checked: whoever asked last. It reaches the cluster as they do. */
  readonly checkUserId: UserId;
  /** Null while a check is wanted or under way. */
  readonly checkFinishedAt: TimeMs | null;
  readonly checkReason: CheckReason;
  readonly isCheckScheduled: boolean;
  readonly nextCheckAt: TimeMs | null;
  readonly checkFailures: number;
  /** While it is disabled: what it is but for that. Undefined: as its last check says. */
  readonly standing?: Standing;
  readonly createdAt: TimeMs;
  readonly updatedAt: TimeMs;
  readonly lastUsedAt: TimeMs | null;
  readonly deletedAt: TimeMs | null;
}

/** The row holds what this feature wrote, so its words and JSON are taken as they are. */
export function toEnvironment(row: ComputeEnvRow): ComputeEnvironment {
  return {
    id: toComputeEnvId(row.id),
    userId: toUserId(row.user_id),
    workspaceId: row.workspace_id === null ? null : toWorkspaceId(row.workspace_id),
    name: row.name,
    description: row.description,
    platform: row.platform as ComputePlatform,
    credentialId: row.credential_id === null ? null : toCredentialId(row.credential_id),
    ...(row.managed_identity_id === null ? {} : { managedIdentityId: toManagedIdentityId(row.managed_identity_id) }),
    config: JSON.parse(row.config) as EnvironmentConfig,
    resources: row.resources === null ? {} : (JSON.parse(row.resources) as JobResources),
    nodeSetup: row.node_setup === null ? {} : (JSON.parse(row.node_setup) as NodeSetup),
    ...(row.launch_rules === null ? {} : { launchRules: JSON.parse(row.launch_rules) as LaunchRules }),
    ...(row.nextflow_version === null ? {} : { nextflowVersion: row.nextflow_version }),
    status: row.status as ComputeEnvStatus,
    statusReason: row.status_reason,
    isPrimary: row.is_primary === 1,
    isUseLimited: row.is_use_limited === 1,
    ...toCheckState(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at,
    deletedAt: row.deleted_at,
  };
}

function toCheckState(row: ComputeEnvRow) {
  return {
    checkSteps: row.check_steps === null ? [] : (JSON.parse(row.check_steps) as CheckStep[]),
    checkStartedAt: row.check_started_at,
    checkUserId: toUserId(row.check_user_id ?? row.user_id),
    checkFinishedAt: row.check_finished_at,
    checkReason: (row.check_reason ?? "asked") as CheckReason,
    isCheckScheduled: row.is_check_scheduled === 1,
    nextCheckAt: row.next_check_at,
    checkFailures: row.check_failures,
    ...(row.standing === null ? {} : { standing: { status: row.standing as ComputeEnvStatus, reason: row.standing_reason } }),
  };
}

/** What the trail keeps of an environment. Secret variables in it are stored as keyed hashes. */
export function environmentImage({
  name,
  description,
  platform,
  credentialId,
  managedIdentityId,
  config,
  resources,
  nodeSetup,
  launchRules,
  nextflowVersion,
}: ComputeEnvironment): Readonly<Record<string, unknown>> {
  const asked = Object.keys(resources).length === 0 ? {} : { resources };
  const nodes = Object.keys(nodeSetup).length === 0 ? {} : { nodeSetup };
  const managed = managedIdentityId === undefined ? {} : { managedIdentityId };
  const rules = launchRules === undefined ? {} : { launchRules };
  const nextflow = nextflowVersion === undefined ? {} : { nextflowVersion };
  return { name, description, platform, credentialId, ...managed, ...config, ...asked, ...nodes, ...rules, ...nextflow };
}

/** Where it lives. */
export function homeOfEnvironment({ userId, workspaceId }: Pick<ComputeEnvironment, "userId" | "workspaceId">): Home {
  return workspaceId === null ? { kind: "personal", userId } : { kind: "workspace", workspaceId };
}

export function asLimitedThing(environment: ComputeEnvironment): LimitedThing {
  const { id, name, userId, workspaceId, isUseLimited, updatedAt } = environment;
  return { kind: "environment", id, name, makerId: userId, workspaceId, isLimited: isUseLimited, updatedAt };
}
