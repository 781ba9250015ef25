import { unsetComputeConfig } from "@postern/contracts";
import type {
  ComputeConfigAnswer,
  ComputeEnv,
  ComputeEnvListEntry,
  EnvironmentCheckResponse,
  HeadJobResourcesAnswer,
} from "@postern/contracts";
import type { JobResources } from "@postern/schedulers";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { StoredLabel } from "../labels/label.ts";
import { toLabel } from "../labels/wire.ts";
import type { ComputeEnvironment } from "./environment.ts";

export function toListEntry(
  environment: ComputeEnvironment,
  { labels, workspaceName }: { readonly labels: readonly StoredLabel[]; readonly workspaceName: string | null },
): ComputeEnvListEntry {
  return {
    id: environment.id,
    name: environment.name,
    description: environment.description,
    platform: environment.platform,
    credentialsId: environment.credentialId,
    status: environment.status,
    message: environment.statusReason,
    primary: environment.isPrimary,
    workDir: environment.config.workDir,
    workspaceName,
    visibility: null,
    region: null,
    lastUsed: toIsoOrNull(environment.lastUsedAt),
    labels: labels.map(toLabel),
  };
}

/** `organizationId` is that of the workspace in which it lives. */
export function toComputeEnv(
  environment: ComputeEnvironment,
  { labels, organizationId }: { readonly labels: readonly StoredLabel[]; readonly organizationId: number | null },
): ComputeEnv {
  return {
    id: environment.id,
    name: environment.name,
    description: environment.description,
    platform: environment.platform,
    credentialsId: environment.credentialId,
    managedIdentityId: environment.managedIdentityId ?? null,
    orgId: organizationId,
    workspaceId: environment.workspaceId,
    status: environment.status,
    message: environment.statusReason,
    primary: environment.isPrimary,
    deleted: environment.deletedAt !== null,
    config: toConfigAnswer(environment),
    labels: labels.map(toLabel),
    dateCreated: toIso(environment.createdAt),
    lastUpdated: toIso(environment.updatedAt),
    lastUsed: toIsoOrNull(environment.lastUsedAt),
  };
}

export function toCheckResponse(environment: ComputeEnvironment): EnvironmentCheckResponse {
  return {
    computeEnvId: environment.id,
    isRunning: environment.checkFinishedAt === null,
    startedAt: toIsoOrNull(environment.checkStartedAt),
    finishedAt: toIsoOrNull(environment.checkFinishedAt),
    reason: environment.checkReason,
    steps: [...environment.checkSteps],
    lastUpdated: toIso(environment.updatedAt),
  };
}

export const toResourcesAnswer = (resources: JobResources): HeadJobResourcesAnswer => ({ ...noResources, ...resources });

const noResources = {
  account: null,
  qos: null,
  wallTimeSeconds: null,
  memoryMb: null,
  cpus: null,
  constraint: null,
  noticeSeconds: null,
};

/** Members come back as they were sent, or clients that compare would see a change that nobody made. */
function toConfigAnswer({ config, platform }: ComputeEnvironment): ComputeConfigAnswer {
  const ofPlatform = platform === "lsf-platform" ? unsetOfLsf : {};
  return { ...unsetComputeConfig, ...ofPlatform, ...config, discriminator: platform, environment: toVariables(config.environment) };
}

const unsetOfLsf = { unitForLimits: null, perJobMemLimit: null, perTaskReserve: null };

function toVariables(variables: ComputeEnvironment["config"]["environment"]): ComputeConfigAnswer["environment"] {
  if (variables === null || variables === undefined) return null;
  return variables.map(({ name, value, head, compute }) => ({ name, value, head: head ?? false, compute: compute ?? false }));
}
