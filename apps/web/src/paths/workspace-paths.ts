import type { Scope } from "./scope.ts";
import { segment } from "./segment.ts";

/** Addresses of the pages of one workspace. Links from outside (`watchUrl`) rely on their form. */
export const workspacePaths = {
  workspace: (scope: Scope) => base(scope),
  runs: (scope: Scope) => `${base(scope)}/watch`,
  run: (scope: Scope, runId: string) => `${base(scope)}/watch/${segment(runId)}`,
  launch: (scope: Scope) => `${base(scope)}/launch`,
  computeEnvs: (scope: Scope) => `${base(scope)}/compute-envs`,
  newComputeEnv: (scope: Scope) => `${base(scope)}/compute-envs/new`,
  computeEnv: (scope: Scope, computeEnvId: string) => `${base(scope)}/compute-envs/${segment(computeEnvId)}`,
  editComputeEnv: (scope: Scope, computeEnvId: string) => `${base(scope)}/compute-envs/${segment(computeEnvId)}/edit`,
  credentials: (scope: Scope) => `${base(scope)}/credentials`,
  newCredential: (scope: Scope) => `${base(scope)}/credentials/new`,
  credential: (scope: Scope, credentialId: string) => `${base(scope)}/credentials/${segment(credentialId)}`,
  editCredential: (scope: Scope, credentialId: string) => `${base(scope)}/credentials/${segment(credentialId)}/edit`,
  labels: (scope: Scope) => `${base(scope)}/labels`,
  agents: (scope: Scope) => `${base(scope)}/agents`,
  agent: (scope: Scope, agentId: string) => `${base(scope)}/agents/${segment(agentId)}`,
  participants: (scope: Scope) => `${base(scope)}/participants`,
  workspaceAudit: (scope: Scope) => `${base(scope)}/audit`,
  workspaceSettings: (scope: Scope) => `${base(scope)}/settings`,
} as const;

function base(scope: Scope): string {
  if (scope.kind === "user") return `/user/${segment(scope.userName)}`;
  return `/orgs/${segment(scope.orgName)}/workspaces/${segment(scope.workspaceName)}`;
}
