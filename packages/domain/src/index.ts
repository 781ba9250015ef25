/**
 * Pure rules and names of Postern: ids, state machines, permissions, the error catalogue.
 * Nothing here does I/O or imports a Node module, so a browser and a cluster can share it.
 */
export { AppError, isAppError } from "./errors/app-error.ts";
export type { AppErrorOptions, Conflict } from "./errors/app-error.ts";
export { catalogue } from "./errors/catalogue.ts";
export type { ErrorCode, ErrorDefinition, ErrorKind } from "./errors/catalogue.ts";
export * from "./ids.ts";
export type { Clock, TimeMs } from "./clock.ts";
export { silentLogger } from "./logger.ts";
export type { LogFields, Logger } from "./logger.ts";
export type { CommandRequest, CommandResult } from "./command/command.ts";
export type { EndCause, JobSighting, JobSightings } from "./scheduler/job-sighting.ts";
export { isTerminal, runStatuses, statusAfterBegin, statusAfterReport, statusAfterSignOfLife } from "./run/run-status.ts";
export type { RunBegin, RunReport, RunStatus, TerminalRunStatus } from "./run/run-status.ts";
export { mayEndRun } from "./run/may-end-run.ts";
export type { RunEnder } from "./run/may-end-run.ts";
export { isLost } from "./run/lost-run.ts";
export type { HeardRun } from "./run/lost-run.ts";
export { decideVerdict, reportGraceMs, silenceMs, vanishedMs } from "./run/verdict.ts";
export type { ExitFile, RunEvidence, RunVerdict, VerdictCause } from "./run/verdict.ts";
export { endedTaskRank, isTaskEnded, taskStatuses, taskStatusRank } from "./task/task-status.ts";
export type { TaskStatus } from "./task/task-status.ts";
export { checkKeys } from "./credentials/check-keys.ts";
export type { CheckedKeys, KeptMembers, MemberProblem, SentMembers } from "./credentials/check-keys.ts";
export { credentialReach } from "./credentials/credential-reach.ts";
export { registryHost, sameRegistryProblem } from "./credentials/registry-host.ts";
export { credentialNameProblem } from "./credentials/credential-name.ts";
export { chooseGitCredential } from "./credentials/choose-git-credential.ts";
export type {
  ChosenGitCredential,
  GitChoice,
  GitChoiceReason,
  GitCredential,
  GitPassReason,
  PassedOver,
} from "./credentials/git-choice.ts";
export { gitBaseUrlProblem, gitProviders, gitReach } from "./credentials/git-reach.ts";
export type { GitProvider } from "./credentials/git-reach.ts";
export type { CredentialField, CredentialGroup, CredentialMode, CredentialProviderDefinition } from "./credentials/provider-definition.ts";
export {
  credentialFields,
  credentialProviders,
  credentialProviderTable,
  fieldsOfMode,
  findCredentialProvider,
  opensPlatform,
} from "./credentials/provider-table.ts";
export type { CredentialProvider } from "./credentials/provider-table.ts";
export { secretVariableNameProblem, secretVariableValueProblem } from "./clusters/secret-variable.ts";
export { bindPathProblem, nodePathProblem, nodeVariable, parseBindPath, renderBindPath } from "./clusters/bind-path.ts";
export type { BindPath } from "./clusters/bind-path.ts";
export { containerEngines, enginesWithCache } from "./clusters/container-engine.ts";
export type { ContainerEngine } from "./clusters/container-engine.ts";
export { fieldsOverriddenBy, fieldsOverriddenByScript } from "./clusters/overridden-setup.ts";
export type { OverriddenField } from "./clusters/overridden-setup.ts";
export { nodeSetupProblem } from "./clusters/node-setup.ts";
export type { NodeSetup, NodeSetupProblem } from "./clusters/node-setup.ts";
export { isLaunchOption, launchOptionRow, launchOptions } from "./launch-rules/launch-options.ts";
export type { LaunchOption, LaunchOptionRow, OptionForm } from "./launch-rules/launch-options.ts";
export { boundOf, boundProblem } from "./launch-rules/launch-rules.ts";
export type { LaunchBound, LaunchRules } from "./launch-rules/launch-rules.ts";
export { judgeOption } from "./launch-rules/judge-option.ts";
export type { OptionValue } from "./launch-rules/judge-option.ts";
export { isNextflowVersion } from "./clusters/nextflow-version.ts";
export { isSecretName } from "./secret-name.ts";
export { writeAmount, writeMemorySize, writeTimeSpan } from "./launch-rules/write-amount.ts";
export { clusterPathProblem, clusterPathVariable, ownWorkDir } from "./clusters/cluster-path.ts";
export { builtInRoles, builtInRoleWords, isAtLeast, isBuiltInRole } from "./access/built-in-roles.ts";
export type { BuiltInRole } from "./access/built-in-roles.ts";
export { allPermissions, intersect, isCovered, isPermission, leastRole, noPermissions, permissions } from "./access/permissions.ts";
export type { Permission, PermissionSet } from "./access/permissions.ts";
export { findAgentBar, mayAgentAct, ownerOfAgent } from "./access/whose-agent.ts";
export type { AgentBar } from "./access/whose-agent.ts";
export type { AgentCandidate, AgentQuestion } from "./access/whose-agent.ts";
export { isUseAllowed } from "./access/use-limit.ts";
export type { PersonWithTeams, UseLimit } from "./access/use-limit.ts";
export { permissionCatalogue } from "./access/permission-words.ts";
export type { DescribedPermission } from "./access/permission-words.ts";
export { canGrant, effectivePermissions, missingToGrant, permissionsOf } from "./access/effective-permissions.ts";
export type { CustomRole, GrantedRole } from "./access/effective-permissions.ts";
export {
  isOrganizationPermission,
  mayInOrganization,
  organizationPermissions,
  organizationRoles,
} from "./access/organization-permissions.ts";
export type { OrganizationPermission, OrganizationRole } from "./access/organization-permissions.ts";
export { isTokenWithin, permissionsOfToken, tokenAccesses } from "./access/token-access.ts";
export type { TokenAccess } from "./access/token-access.ts";
export { refuseBeyond } from "./access/limits.ts";
export type { Limits } from "./access/limits.ts";
export { userNameProblem } from "./access/user-name.ts";
export { websiteProblem } from "./access/website.ts";
export { entityNameProblem, nameKey, placeNameProblem, roleNameProblem } from "./access/entity-name.ts";
