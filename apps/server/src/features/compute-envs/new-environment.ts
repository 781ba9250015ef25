import type {
  CreateComputeEnvRequest,
  HeadJobResources,
  JumpHosts,
  LaunchRules,
  NodeSetupRequest,
  RegistryCredentials,
} from "@postern/contracts";
import type { ComputeEnvRow } from "@postern/database";
import type { CredentialId, TimeMs } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import { given } from "../../given.ts";
import { newComputeEnvId } from "../../new-id.ts";
import { waitingSteps } from "./check/check-step.ts";
import type { JumpHost } from "./jump-hosts/jump-host.ts";
import { readJumpHosts, toJumpHosts } from "./jump-hosts/read-jump-hosts.ts";
import { refuseBadVersion } from "./nextflow/refuse-bad-version.ts";
import { nodeSetupColumn, readNodeSetup } from "./node-setup/read-node-setup.ts";
import { launchRulesColumn, readLaunchRules } from "./launch-rules/read-launch-rules.ts";
import { readConfig, toPlatform } from "./read-config.ts";
import { readFirstVariables } from "./secret-variables/read-variables.ts";
import type { ValuedVariable } from "./secret-variables/secret-variable.ts";
import { readResources, resourcesColumn } from "./read-resources.ts";

/** What a client of the public API says of it, and what only ours say. */
export type NewEnvironment = CreateComputeEnvRequest["computeEnv"] & {
  readonly resources?: HeadJobResources | null | undefined;
  readonly nodeSetup?: NodeSetupRequest | null | undefined;
  readonly launchRules?: LaunchRules | null | undefined;
  readonly nextflowVersion?: string | null | undefined;
  readonly jumpHosts?: JumpHosts | null | undefined;
  readonly registryCredentialsIds?: RegistryCredentials | null | undefined;
  readonly secretVariables?: CreateComputeEnvRequest["secretVariables"] | undefined;
  /** Not given: those that new things of the place get. */
  readonly labelIds?: CreateComputeEnvRequest["labelIds"] | undefined;
};

export interface NewEnvironmentRows {
  readonly row: ComputeEnvRow;
  readonly jumpHosts: readonly JumpHost[];
  readonly registryIds: RegistryCredentials;
  readonly labelIds: readonly number[] | undefined;
  readonly secretVariables: readonly ValuedVariable[];
}

interface NewEnvironmentParts {
  readonly request: NewEnvironment;
  readonly credentialId: CredentialId | null;
  readonly managedIdentityId: string | undefined;
  readonly now: TimeMs;
}

/** The rows of a new environment, whose check is wanted from the start. @throws whatever is wrong with its settings, naming the member. */
export function newEnvironmentRows(
  actor: Actor,
  { request, credentialId, managedIdentityId, now }: NewEnvironmentParts,
): NewEnvironmentRows {
  const platform = toPlatform(request.platform);
  const config = readConfig(platform, request.config);
  const resources = readResources(platform, request.resources ?? {});
  const nodeSetup = readNodeSetup(request.nodeSetup ?? {});
  const row: ComputeEnvRow = {
    id: newComputeEnvId(),
    user_id: actor.userId,
    workspace_id: actor.place.workspaceId,
    name: request.name,
    description: request.description ?? null,
    platform,
    credential_id: credentialId,
    managed_identity_id: managedIdentityId ?? null,
    config: JSON.stringify(config),
    resources: resourcesColumn(resources),
    node_setup: nodeSetupColumn(nodeSetup),
    launch_rules: launchRulesColumn(readLaunchRules(platform, request.launchRules)),
    nextflow_version: readVersion(request.nextflowVersion),
    status: "CREATING",
    status_reason: null,
    is_primary: 0,
    is_use_limited: 0,
    check_steps: JSON.stringify(waitingSteps("other")),
    check_started_at: now,
    check_user_id: actor.userId,
    check_finished_at: null,
    check_reason: "asked",
    is_check_scheduled: 1,
    next_check_at: null,
    check_failures: 0,
    standing: null,
    standing_reason: null,
    created_at: now,
    updated_at: now,
    last_used_at: null,
    deleted_at: null,
  };
  const { jumpHosts, labelIds, registryCredentialsIds, secretVariables } = request;
  return {
    row,
    jumpHosts: managedIdentityId === undefined ? readJumpHosts(jumpHosts ?? [], config) : toJumpHosts(jumpHosts ?? []),
    registryIds: registryCredentialsIds ?? [],
    labelIds: labelIds ?? undefined,
    secretVariables: readFirstVariables(secretVariables),
  };
}

/** Whether the cluster has it is told by a launch, as of one that is chosen later: the cluster need not answer now. */
function readVersion(written: string | null | undefined): string | null {
  const version = given(written);
  if (version === undefined) return null;
  refuseBadVersion(version, "nextflowVersion");
  return version;
}
