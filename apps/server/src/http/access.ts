import type { OrganizationPermission, Permission } from "@postern/domain";
import { accessToCome } from "./subjects-to-come.ts";

/**
 * Who may reach which route. Every route stands here, or the server refuses to start.
 *
 * - `public`: anybody.
 * - `identity`: whoever is known, by a session or by a personal access token of any kind.
 * - `user`: a session, or a token that may look. Shows the caller's own things.
 * - `user:write`: a session or a full token. Changes the caller's own account.
 * - `session`: the browser only; a token must not manage sessions.
 * - `administrator`: those who run the server.
 * - `metrics`: whoever shows the token of the setting `metrics-token-file`; where it is not set, nothing is there.
 * - `telemetry`: a personal access token, or the token of the run that is written.
 * - a permission of workspaces: in the workspace that `workspaceId` of the path or the query names. Without one, the caller's
 *   personal workspace is meant, where everything is theirs.
 * - a permission of organizations: in the one that `orgId` names.
 *
 * What hangs on the single thing (whose run it is, who may use a credential) is decided by its service.
 */
export type AccessRule =
  | "public"
  | "identity"
  | "user"
  | "user:write"
  | "session"
  | "administrator"
  | "metrics"
  | "telemetry"
  | Permission
  | OrganizationPermission;

export const accessTable: Readonly<Record<string, AccessRule>> = {
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /openapi.json": "public",
  "GET /metrics": "metrics",
  "GET /*": "public",
  "GET /download/agent/:file": "public",

  "GET /api/service-info": "public",
  "GET /api/user-info": "identity",
  "GET /api/user": "identity",
  "GET /api/user/:userId/workspaces": "user",
  "GET /api/users/validate": "user",
  "GET /api/users/:userId": "user",
  "POST /api/users/:userId": "user:write",
  "DELETE /api/users/:userId": "user:write",
  "POST /api/avatars": "user:write",
  // Pages show them where nobody is signed in, and their ids cannot be guessed.
  "GET /api/avatars/:avatarId": "public",

  "GET /api/orgs": "user",
  "POST /api/orgs": "user:write",
  "GET /api/orgs/validate": "user",
  "GET /api/orgs/:orgId": "organization:read",
  "PUT /api/orgs/:orgId": "organization:write",
  "DELETE /api/orgs/:orgId": "organization:write",
  "GET /api/orgs/:orgId/quotas": "organization:read",
  "GET /api/orgs/:orgId/workspaces": "organization:read",
  "POST /api/orgs/:orgId/workspaces": "organization:write",
  "GET /api/orgs/:orgId/workspaces/validate": "organization:write",
  "GET /api/orgs/:orgId/workspaces/:workspaceId": "workspace:read",
  "PUT /api/orgs/:orgId/workspaces/:workspaceId": "workspace:write",
  "DELETE /api/orgs/:orgId/workspaces/:workspaceId": "workspace:delete",

  "GET /api/orgs/:orgId/members": "organization_people:read",
  "GET /api/orgs/:orgId/collaborators": "organization_people:read",
  "PUT /api/orgs/:orgId/members/add": "organization:write",
  "PUT /api/orgs/:orgId/members/:memberId/role": "organization:write",
  "DELETE /api/orgs/:orgId/members/leave": "organization_self:delete",
  "DELETE /api/orgs/:orgId/members/:memberId": "organization:write",
  "POST /api/postern/v1/orgs/:orgId/invitations": "organization:write",

  "GET /api/postern/v1/orgs/:orgId/managed-identities": "organization:read",
  "POST /api/postern/v1/orgs/:orgId/managed-identities": "organization:write",
  "GET /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId": "organization:read",
  "PUT /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId": "organization:write",
  "DELETE /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId": "organization:write",
  "PUT /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId/own-key": "organization_self:write",
  "DELETE /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId/own-key": "organization_self:write",
  "GET /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId/members": "organization:write",
  "PUT /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId/members/:memberId/key": "organization:write",
  "DELETE /api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId/members/:memberId/key": "organization:write",

  "GET /api/orgs/:orgId/teams": "organization_people:read",
  "POST /api/orgs/:orgId/teams": "organization:write",
  "GET /api/orgs/:orgId/teams/validate": "organization:write",
  "GET /api/orgs/:orgId/teams/:teamId": "organization_people:read",
  "PUT /api/orgs/:orgId/teams/:teamId": "organization:write",
  "DELETE /api/orgs/:orgId/teams/:teamId": "organization:write",
  "GET /api/orgs/:orgId/teams/:teamId/members": "organization_people:read",
  "POST /api/orgs/:orgId/teams/:teamId/members": "organization:write",
  "DELETE /api/orgs/:orgId/teams/:teamId/members/:memberId/delete": "organization:write",
  "GET /api/orgs/:orgId/teams/:teamId/workspaces": "organization_people:read",

  // Nobody gives, changes or takes a role that may do more than they may: the service looks at both roles.
  "GET /api/orgs/:orgId/workspaces/:workspaceId/participants": "workspace:read",
  "PUT /api/orgs/:orgId/workspaces/:workspaceId/participants/add": "workspace:write",
  "PUT /api/orgs/:orgId/workspaces/:workspaceId/participants/:participantId/role": "workspace:write",
  "DELETE /api/orgs/:orgId/workspaces/:workspaceId/participants": "workspace_self:delete",
  "DELETE /api/orgs/:orgId/workspaces/:workspaceId/participants/:participantId": "workspace:write",
  "DELETE /api/orgs/:orgId/workspaces/:workspaceId/users/:userId": "workspace:write",
  "GET /api/postern/v1/orgs/:orgId/workspaces/:workspaceId/users/:userId/permissions": "workspace:read",

  "GET /api/roles": "organization_people:read",
  "POST /api/roles": "organization:write",
  "GET /api/roles/permissions": "organization_people:read",
  "GET /api/roles/validate": "organization:write",
  "GET /api/roles/:roleName": "organization_people:read",
  "PUT /api/roles/:roleName": "organization:write",
  "DELETE /api/roles/:roleName": "organization:write",
  // One's own; those of others are for owners.
  "GET /api/orgs/:orgId/users/:userId/roles": "organization:read",

  "GET /api/tokens": "user",
  "POST /api/tokens": "user:write",
  "DELETE /api/tokens/delete-all": "user:write",
  "DELETE /api/tokens/:tokenId": "user:write",

  "GET /api/credentials": "credentials:read",
  "POST /api/credentials": "credentials:write",
  "GET /api/credentials/validate": "credentials:write",
  "GET /api/credentials/:credentialsId": "credentials:read",
  "PUT /api/credentials/:credentialsId": "credentials:write",
  "DELETE /api/credentials/:credentialsId": "credentials:delete",
  "GET /api/credentials/:credentialsId/keys": "credentials_encrypted:read",
  "POST /api/credentials/:credentialsId/validate": "credentials:write",

  "GET /api/platform/versions": "public",
  "GET /api/platforms": "user",
  "GET /api/platforms/:platformId": "user",
  "GET /api/platforms/:platformId/regions": "user",

  "GET /api/labels": "label:read",
  "GET /api/labels/dynamic/allowed": "user",
  "POST /api/labels": "label:write",
  "PUT /api/labels/:labelId": "label:write",
  "DELETE /api/labels/:labelId": "label:delete",

  "GET /api/compute-envs": "compute_environment:read",
  "POST /api/compute-envs": "compute_environment:write",
  "GET /api/compute-envs/validate": "compute_environment:write",
  "GET /api/compute-envs/:computeEnvId": "compute_environment:read",
  "PUT /api/compute-envs/:computeEnvId": "compute_environment:write",
  "POST /api/compute-envs/:computeEnvId/disable": "compute_environment:write",
  "POST /api/compute-envs/:computeEnvId/enable": "compute_environment:write",
  "POST /api/compute-envs/:computeEnvId/validate": "compute_environment:write",
  "DELETE /api/compute-envs/:computeEnvId": "compute_environment:delete",
  "POST /api/compute-envs/:computeEnvId/primary": "compute_environment:write",

  "POST /api/workflow/launch": "workflow_quick:execute",
  "GET /api/workflow": "workflow:read",
  "GET /api/workflow/:workflowId": "workflow:read",
  "DELETE /api/workflow/:workflowId": "workflow:delete",
  "POST /api/workflow/:workflowId/cancel": "workflow:execute",
  "GET /api/workflow/:workflowId/launch": "workflow:read",
  "GET /api/workflow/:workflowId/progress": "workflow:read",
  "GET /api/workflow/:workflowId/metrics": "workflow:read",
  "GET /api/workflow/:workflowId/tasks": "workflow:read",
  "GET /api/workflow/:workflowId/task/:taskId": "workflow:read",
  "GET /api/workflow/:workflowId/log": "workflow:read",
  "GET /api/workflow/:workflowId/download": "workflow:read",

  ...accessToCome,

  "POST /api/trace/create": "telemetry",
  "PUT /api/trace/:workflowId/begin": "telemetry",
  "PUT /api/trace/:workflowId/progress": "telemetry",
  "PUT /api/trace/:workflowId/heartbeat": "telemetry",
  "PUT /api/trace/:workflowId/complete": "telemetry",
  // Answers 404 before anything is looked up.
  "PUT /api/trace/null/:call": "public",

  "GET /api/postern/v1/session": "session",
  "POST /api/postern/v1/session": "public",
  "DELETE /api/postern/v1/session": "session",
  "GET /api/postern/v1/tokens": "user",
  "POST /api/postern/v1/tokens": "user:write",
  "POST /api/postern/v1/tokens/:tokenId/rotate": "user:write",
  "PUT /api/postern/v1/profile/password": "session",
  "GET /api/postern/v1/profile/sessions": "session",
  "DELETE /api/postern/v1/profile/sessions": "session",
  "DELETE /api/postern/v1/profile/sessions/:sessionId": "session",
  "GET /api/postern/v1/admin/accounts": "administrator",
  "POST /api/postern/v1/admin/accounts": "administrator",
  "PATCH /api/postern/v1/admin/accounts/:userId": "administrator",
  "DELETE /api/postern/v1/admin/accounts/:userId": "administrator",
  "POST /api/postern/v1/admin/accounts/:userId/link": "administrator",
  "GET /api/postern/v1/setup/:link": "public",
  "POST /api/postern/v1/setup/:link": "public",
  "GET /api/postern/v1/workspaces/:workspaceId/settings": "workspace:read",
  "PUT /api/postern/v1/workspaces/:workspaceId/settings": "workspace:write",
  "GET /api/postern/v1/admin/organizations": "administrator",
  "POST /api/postern/v1/admin/organizations/:orgId/owners": "administrator",
  "GET /api/postern/v1/admin/workspaces": "administrator",
  // Of a sealed server nobody can be signed in; the passphrase is asked for, and tries are counted.
  "GET /api/postern/v1/vault": "public",
  "POST /api/postern/v1/vault/unseal": "public",
  "GET /api/postern/v1/admin/keys": "administrator",
  "POST /api/postern/v1/admin/keys/rotate": "administrator",
  "POST /api/postern/v1/admin/keys/stop": "administrator",
  "POST /api/postern/v1/admin/keys/resume": "administrator",
  "DELETE /api/postern/v1/admin/keys/:term": "administrator",
  "GET /api/postern/v1/agents": "credentials:read",
  // Whose agent it is, is for the service to see: an administrator of the server may revoke those of others.
  "GET /api/postern/v1/agents/:agentId": "credentials:read",
  "GET /api/postern/v1/agents/:agentId/events": "credentials:read",
  "PUT /api/postern/v1/agents/:agentId": "user:write",
  "DELETE /api/postern/v1/agents/:agentId": "user:write",
  "POST /api/postern/v1/agents/:agentId/revoke": "user:write",
  "POST /api/postern/v1/agents/:agentId/allow": "user:write",
  "GET /api/postern/v1/agent-downloads": "user",
  "GET /api/postern/v1/credentials/agent-script": "user",
  "GET /api/postern/v1/credentials/:credentialsId/dependents": "credentials:read",
  "GET /api/postern/v1/credentials/:credentialsId/usage": "credentials:read",
  "POST /api/postern/v1/credentials/inspect-ssh-key": "credentials:write",
  "POST /api/postern/v1/credentials/generate-ssh-key": "credentials:write",
  "GET /api/postern/v1/credentials/:credentialsId/use-limit": "credentials:read",
  "PUT /api/postern/v1/credentials/:credentialsId/use-limit": "credentials:write",
  "GET /api/postern/v1/compute-envs": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/use-limit": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/use-limit": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/check": "compute_environment:read",
  "POST /api/postern/v1/compute-envs/:computeEnvId/check": "compute_environment:write",
  "DELETE /api/postern/v1/compute-envs/:computeEnvId/check": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/check-schedule": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/check-schedule": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/resources": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/resources": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/node-setup": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/node-setup": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/launch-rules": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/launch-rules": "compute_environment:write",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/labels": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/jump-hosts": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/jump-hosts": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/registries": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/registries": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/secret-variables": "compute_environment:read",
  "GET /api/postern/v1/compute-envs/:computeEnvId/secret-variables/usage": "compute_environment:read",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/secret-variables": "compute_environment:write",
  "POST /api/postern/v1/compute-envs/:computeEnvId/directories": "compute_environment:write",
  "GET /api/postern/v1/compute-envs/:computeEnvId/host-keys": "compute_environment:read",
  "POST /api/postern/v1/compute-envs/:computeEnvId/host-keys/confirm": "compute_environment:write",
  "POST /api/postern/v1/compute-envs/:computeEnvId/host-keys/replace": "compute_environment:write",
  "POST /api/postern/v1/compute-envs/:computeEnvId/host-keys/known-hosts": "compute_environment:write",
  // For those who may set what it offers: each question is one to the scheduler.
  "GET /api/postern/v1/compute-envs/:computeEnvId/questions": "compute_environment:read",
  "GET /api/postern/v1/compute-envs/:computeEnvId/offer": "compute_environment:write",
  "GET /api/postern/v1/cluster-offer": "compute_environment:write",
  "POST /api/postern/v1/cluster-discovery": "compute_environment:write",
  "GET /api/postern/v1/scheduler-help": "user",
  // For whoever may launch: the form offers them.
  "GET /api/postern/v1/compute-envs/:computeEnvId/nextflow-versions": "workflow_quick:execute",
  "PUT /api/postern/v1/compute-envs/:computeEnvId/nextflow-versions": "compute_environment:write",
  "POST /api/postern/v1/compute-envs/:computeEnvId/nextflow-versions": "compute_environment:write",
  "DELETE /api/postern/v1/compute-envs/:computeEnvId/nextflow-versions/:version": "compute_environment:write",
  "GET /api/postern/v1/events": "user",

  "GET /api/postern/v1/audit": "administrator",
  "GET /api/postern/v1/audit/export": "administrator",
  "GET /api/postern/v1/orgs/:orgId/audit": "organization:write",
  "GET /api/postern/v1/orgs/:orgId/audit/export": "organization:write",
  "GET /api/postern/v1/orgs/:orgId/workspaces/:workspaceId/audit": "audit:read",
  "GET /api/postern/v1/orgs/:orgId/workspaces/:workspaceId/audit/export": "audit:read",
};
