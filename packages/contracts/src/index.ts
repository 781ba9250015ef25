/**
 * Shapes on the wire: `platform/` is the public API with its foreign names, `postern/` is ours,
 * `live/` are the events of the browser stream. Schemas and types only; no behaviour.
 */
export * from "./schema.ts";
export * from "./platform/service-info.ts";
export * from "./platform/users.ts";
export * from "./platform/tokens.ts";
export * from "./platform/organizations.ts";
export * from "./platform/quotas.ts";
export * from "./platform/members.ts";
export * from "./platform/teams.ts";
export * from "./platform/workspaces.ts";
export * from "./platform/participants.ts";
export * from "./platform/roles.ts";
export * from "./platform/avatars.ts";
export * from "./platform/credentials.ts";
export * from "./platform/labels.ts";
export * from "./platform/compute-envs.ts";
export * from "./platform/launch.ts";
export * from "./platform/progress.ts";
export * from "./platform/tasks.ts";
export * from "./platform/workflows.ts";
export * from "./platform/trace.ts";
export * from "./postern/session.ts";
export * from "./postern/setup-links.ts";
export * from "./postern/profile.ts";
export * from "./postern/access-tokens.ts";
export * from "./postern/accounts.ts";
export * from "./postern/administration.ts";
export * from "./postern/invitations.ts";
export * from "./postern/use-limits.ts";
export * from "./postern/credential-use.ts";
export * from "./postern/ssh-keys.ts";
export * from "./postern/workspace-settings.ts";
export * from "./postern/effective-permissions.ts";
export * from "./postern/audit.ts";
export * from "./postern/agents.ts";
export * from "./postern/master-keys.ts";
export * from "./postern/unseal.ts";
export * from "./postern/environment-checks.ts";
export * from "./postern/environment-questions.ts";
export * from "./postern/environment-resources.ts";
export * from "./postern/host-keys.ts";
export * from "./postern/jump-hosts.ts";
export * from "./postern/registry-credentials.ts";
export * from "./live/events.ts";
