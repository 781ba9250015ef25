import type { AvatarRow, KnownDeviceRow, SessionRow, SetupLinkRow, TokenRow, UserRow } from "./tables/account-rows.ts";
import type { AuditChainRow, AuditEntryRow } from "./tables/audit-rows.ts";
import type {
  CustomRoleRow,
  OrganizationMemberRow,
  OrganizationRow,
  ParticipantRow,
  TeamMemberRow,
  TeamRow,
  WorkspaceRow,
} from "./tables/organization-rows.ts";
import type {
  AgentEventRow,
  AgentRow,
  ComputeEnvRow,
  CredentialRow,
  EnvelopeRow,
  EnvironmentCheckRow,
  UseGrantRow,
} from "./tables/cluster-rows.ts";
import type { OfferedHostKeyRow, PinnedHostKeyRow } from "./tables/host-key-rows.ts";
import type { JumpHostRow } from "./tables/jump-host-rows.ts";
import type { KeyRotationProblemRow, KeyRotationRow, KeyTermRow } from "./tables/key-rows.ts";
import type { ComputeEnvLabelRow, LabelRow } from "./tables/label-rows.ts";
import type { ManagedIdentityRow, ManagedKeyRow } from "./tables/managed-identity-rows.ts";
import type { RegistryCredentialRow, RegistryFileRow } from "./tables/registry-rows.ts";
import type { SecretVariableRow } from "./tables/secret-variable-rows.ts";
import type { HeadJobRow, RunLogRow, RunRow, TaskRow } from "./tables/run-rows.ts";
import type { LeaseRow } from "./tables/server-rows.ts";

/**
 * Rows as both engines give them. Times are integers in ms (UTC), booleans are 0 or 1, JSON is text:
 * so the same store code reads SQLite and PostgreSQL. Column meanings stand beside the columns.
 */
export interface Tables {
  users: UserRow;
  avatars: AvatarRow;
  sessions: SessionRow;
  known_devices: KnownDeviceRow;
  setup_links: SetupLinkRow;
  tokens: TokenRow;
  audit_entries: AuditEntryRow;
  audit_chain: AuditChainRow;
  organizations: OrganizationRow;
  organization_members: OrganizationMemberRow;
  teams: TeamRow;
  team_members: TeamMemberRow;
  workspaces: WorkspaceRow;
  participants: ParticipantRow;
  custom_roles: CustomRoleRow;
  use_grants: UseGrantRow;
  envelopes: EnvelopeRow;
  key_terms: KeyTermRow;
  key_rotations: KeyRotationRow;
  key_rotation_problems: KeyRotationProblemRow;
  credentials: CredentialRow;
  agents: AgentRow;
  agent_events: AgentEventRow;
  managed_identities: ManagedIdentityRow;
  managed_keys: ManagedKeyRow;
  compute_envs: ComputeEnvRow;
  environment_checks: EnvironmentCheckRow;
  jump_hosts: JumpHostRow;
  registry_credentials: RegistryCredentialRow;
  registry_files: RegistryFileRow;
  secret_variables: SecretVariableRow;
  labels: LabelRow;
  compute_env_labels: ComputeEnvLabelRow;
  pinned_host_keys: PinnedHostKeyRow;
  offered_host_keys: OfferedHostKeyRow;
  runs: RunRow;
  head_jobs: HeadJobRow;
  run_logs: RunLogRow;
  tasks: TaskRow;
  leases: LeaseRow;
}
