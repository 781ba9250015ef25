import { AppError } from "@postern/domain";
import { registerAccountRoutes } from "./features/accounts/routes.ts";
import { registerAdministrationRoutes } from "./features/administration/routes.ts";
import { registerDownloadRoutes } from "./features/agents/download-routes.ts";
import { registerAgentRoutes } from "./features/agents/routes.ts";
import { registerSingleAgentRoutes } from "./features/agents/single-agent-routes.ts";
import { registerAvatarRoutes } from "./features/avatars/routes.ts";
import { registerAuditRoutes } from "./features/audit/routes.ts";
import { registerDiscoveryRoutes } from "./features/compute-envs/discovery/routes.ts";
import { registerHelpRoutes } from "./features/compute-envs/help-routes.ts";
import { registerHostKeyRoutes } from "./features/compute-envs/host-keys/routes.ts";
import { registerJumpHostRoutes } from "./features/compute-envs/jump-hosts/routes.ts";
import { registerDirectoryRoutes } from "./features/compute-envs/directories/routes.ts";
import { registerSecretVariableRoutes } from "./features/compute-envs/secret-variables/routes.ts";
import { registerRegistryRoutes } from "./features/compute-envs/registries/routes.ts";
import { registerNextflowVersionRoutes } from "./features/compute-envs/nextflow/routes.ts";
import { registerNodeSetupRoutes } from "./features/compute-envs/node-setup/routes.ts";
import { registerLaunchRulesRoutes } from "./features/compute-envs/launch-rules/routes.ts";
import { registerResourceRoutes } from "./features/compute-envs/resource-routes.ts";
import { registerCheckScheduleRoutes } from "./features/compute-envs/check-schedule/routes.ts";
import { registerEnvironmentEditRoutes } from "./features/compute-envs/edit-routes.ts";
import { registerPlatformRoutes } from "./features/compute-envs/platform-routes.ts";
import { registerComputeEnvRoutes } from "./features/compute-envs/routes.ts";
import { registerCredentialCheckRoutes } from "./features/credentials/checks/routes.ts";
import { registerCredentialRoutes } from "./features/credentials/routes.ts";
import { registerCredentialUseRoutes } from "./features/credentials/use-routes.ts";
import { registerSshKeyRoutes } from "./features/credentials/ssh-key-routes.ts";
import { registerKeyRoutes } from "./features/keys/routes.ts";
import { registerLabelRoutes } from "./features/labels/routes.ts";
import { registerLaunchRoutes } from "./features/launches/routes.ts";
import { registerManagedIdentityRoutes } from "./features/managed-identities/routes.ts";
import { registerMetricsRoutes } from "./features/metrics/routes.ts";
import { registerOrganizationRoutes } from "./features/organizations/routes.ts";
import { registerMemberRoutes } from "./features/members/routes.ts";
import { registerLoadRoutes } from "./features/compute-envs/load/routes.ts";
import { registerQuestionRoutes } from "./features/launches/sweep/question-routes.ts";
import { registerParticipantRoutes } from "./features/participants/routes.ts";
import { registerRoleRoutes } from "./features/roles/routes.ts";
import { registerUserRightsRoutes } from "./features/roles/user-rights-routes.ts";
import { registerRunRoutes } from "./features/runs/routes.ts";
import { registerServiceInfoRoutes } from "./features/service-info/routes.ts";
import { registerOwnSessionRoutes } from "./features/sessions/own-session-routes.ts";
import { registerSessionRoutes } from "./features/sessions/routes.ts";
import { registerStillToCome } from "./features/still-to-come/routes.ts";
import { registerTeamRoutes } from "./features/teams/routes.ts";
import { registerTelemetryRoutes } from "./features/telemetry/routes.ts";
import { registerOwnTokenRoutes } from "./features/tokens/own-token-routes.ts";
import { registerTokenRoutes } from "./features/tokens/routes.ts";
import { registerUnsealRoutes } from "./features/unseal/routes.ts";
import { registerUseLimitRoutes } from "./features/use-limits/routes.ts";
import { registerUserRoutes } from "./features/users/routes.ts";
import { registerWorkspaceRoutes } from "./features/workspaces/routes.ts";
import type { Services } from "./compose.ts";
import { registerHealth } from "./http/health.ts";
import type { HttpApp } from "./http/http-app.ts";
import type { Listener } from "./http/listener.ts";
import { registerStaticPages } from "./http/static-pages.ts";
import { registerLiveRoutes } from "./live/routes.ts";
import { serverVersion } from "./server-version.ts";

/** Every route of the server. Each has its line in `http/access.ts`. */
export async function registerRoutes(app: HttpApp, services: Services, listener: Listener): Promise<void> {
  const { publicUrl, users, sessions, tokens, credentials, agents, downloads, streams, settings, database } = services;
  registerHealth(app, services.log, async () => {
    await database.ping();
    if (services.unseal.isSealed) throw new AppError("vault.sealed", "The vault is sealed.");
  });
  registerMetricsRoutes(app, services.metricsPage);
  const { agentTokens } = services;
  registerServiceInfoRoutes(app, { serverVersion, publicUrl, hasPersonalWorkspaces: settings.hasPersonalWorkspaces, agentTokens });
  registerUserRoutes(app, { profiles: services.profiles, removals: services.removals, agentTokens });
  registerAccountRoutes(app, { accounts: services.accounts, removals: services.removals, publicUrl });
  await registerAvatarRoutes(app, services.avatars);
  registerOrganizationRoutes(app, services.organizations);
  registerWorkspaceRoutes(app, services.workspaces);
  registerAdministrationRoutes(app, services.administration);
  registerKeyRoutes(app, services.keyService);
  registerUnsealRoutes(app, services.unseal);
  registerSessionRoutes(app, {
    sessions,
    users,
    organizations: services.organizations,
    hasLocalEnvironments: settings.allowsLocalEnvironments,
    publicUrl,
    isSecure: listener.isSecure,
    serverVersion,
  });
  registerOwnSessionRoutes(app, { sessions, passwords: services.passwords });
  registerTokenRoutes(app, tokens);
  registerOwnTokenRoutes(app, tokens);
  registerPeopleRoutes(app, services);
  registerAllCredentialRoutes(app, services, listener);
  registerAgentRoutes(app, agents);
  registerDownloadRoutes(app, downloads);
  registerSingleAgentRoutes(app, agents, services.agentCare);
  registerClusterRoutes(app, services);
  registerUseLimitRoutes(app, { credentials, environments: services.environments });
  registerLaunchRoutes(app, services.launches);
  registerRunRoutes(app, { runs: services.runs, reader: services.reader });
  registerAuditRoutes(app, {
    ...{ reader: services.auditReader, audit: services.audit, clock: services.clock },
    retentionDays: settings.auditRetentionDays,
  });
  registerStillToCome(app);
  registerTelemetryRoutes(app, services.telemetry);
  registerLiveRoutes(app, streams);
  await registerStaticPages(app, settings.webDir);
}

function registerAllCredentialRoutes(app: HttpApp, services: Services, listener: Listener): void {
  const { credentials, credentialEdits, downloads, publicUrl, settings } = services;
  const { sshFrom, twAgent } = settings;
  const authorityPem = listener.tls?.authority;
  registerCredentialRoutes(app, { credentials, credentialEdits, downloads, publicUrl, sshFrom, authorityPem, twAgent });
  registerCredentialCheckRoutes(app, services.credentialChecks);
  registerSshKeyRoutes(app, services.sshKeyService);
  registerCredentialUseRoutes(app, services.credentialUses);
}

/** Clusters: how they are reached, what they offer and cost, and the labels on them. */
function registerClusterRoutes(app: HttpApp, services: Services): void {
  const { environments, environmentResources: resources, nextflowVersions, offers } = services;
  registerPlatformRoutes(app);
  registerHelpRoutes(app);
  registerComputeEnvRoutes(app, services);
  registerEnvironmentEditRoutes(app, services);
  registerNodeSetupRoutes(app, services);
  registerResourceRoutes(app, { environments, resources, offers });
  registerDiscoveryRoutes(app, services);
  registerLaunchRulesRoutes(app, services);
  registerNextflowVersionRoutes(app, { nextflowVersions });
  registerCheckScheduleRoutes(app, services);
  registerLoadRoutes(app, services);
  registerQuestionRoutes(app, { environments, counts: services.runReconciler });
  registerHostKeyRoutes(app, services);
  registerJumpHostRoutes(app, services);
  registerRegistryRoutes(app, services);
  registerDirectoryRoutes(app, services);
  registerSecretVariableRoutes(app, services);
  registerLabelRoutes(app, services.labels);
}

/** Who belongs where, and what they may do there. */
function registerPeopleRoutes(app: HttpApp, services: Services): void {
  const { members, teams, participants, roles, userRights, publicUrl } = services;
  registerMemberRoutes(app, { members, publicUrl });
  registerTeamRoutes(app, teams);
  registerParticipantRoutes(app, participants);
  registerRoleRoutes(app, roles);
  registerUserRightsRoutes(app, userRights);
  registerManagedIdentityRoutes(app, services);
}
