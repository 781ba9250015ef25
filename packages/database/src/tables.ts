import type { Generated } from "kysely";

/**
 * Rows as both engines give them. Times are integers in ms (UTC), booleans are 0 or 1, JSON is text:
 * so the same store code reads SQLite and PostgreSQL. Column meanings stand beside the columns.
 */
export interface Tables {
  users: UserRow;
  avatars: AvatarRow;
  sessions: SessionRow;
  setup_links: SetupLinkRow;
  tokens: TokenRow;
  audit_entries: AuditEntryRow;
  organizations: OrganizationRow;
  organization_members: OrganizationMemberRow;
  teams: TeamRow;
  team_members: TeamMemberRow;
  workspaces: WorkspaceRow;
  participants: ParticipantRow;
  custom_roles: CustomRoleRow;
  use_grants: UseGrantRow;
  envelopes: EnvelopeRow;
  credentials: CredentialRow;
  agents: AgentRow;
  compute_envs: ComputeEnvRow;
  runs: RunRow;
  head_jobs: HeadJobRow;
  run_logs: RunLogRow;
  tasks: TaskRow;
}

export type Flag = 0 | 1;

export interface UserRow {
  id: Generated<number>;
  user_name: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  /** Argon2id in PHC form; null for an account that cannot sign in by password. */
  password_hash: string | null;
  is_administrator: Flag;
  is_disabled: Flag;
  created_at: number;
  last_access_at: number | null;
  description: string | null;
  /** Where the person works, in their own words. */
  organization: string | null;
  avatar_id: string | null;
  wants_notification: Generated<Flag>;
  /** The workspace that pages open with; null: the personal one. */
  default_workspace_id: number | null;
  updated_at: number | null;
  /** The person is gone; the row stays, because history points to it. */
  deleted_at: number | null;
}

export interface AvatarRow {
  id: string;
  /** Who sent it. */
  user_id: number;
  media_type: string;
  bytes: Uint8Array;
  created_at: number;
}

export interface SessionRow {
  /** SHA-256 of the cookie value. */
  hash: string;
  user_id: number;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  user_agent: string | null;
  /** Names the session in lists; tells nothing about the cookie. */
  id: string | null;
  remote_address: string | null;
}

export interface SetupLinkRow {
  hash: string;
  purpose: "first-run" | "sign-in" | "invitation" | "password-reset";
  user_id: number | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  /** The person who made it; null for links that the server or the command line made. */
  created_by: number | null;
}

export interface TokenRow {
  id: Generated<number>;
  user_id: number;
  name: string;
  /** SHA-256 of the whole token text. */
  hash: string;
  /** `user`: all that its user may do. `run`: telemetry of the run in `run_id` only. */
  scope: "user" | "run";
  run_id: string | null;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  /** Unique among the tokens of one person. */
  name_key: Generated<string>;
  /** How much of its user's rights a `user` token carries: see `TokenAccess` in packages/domain. */
  access: Generated<string>;
  /** The workspaces that the token is bound to, as a JSON list of ids; null: not bound. */
  workspace_ids: string | null;
  last_used_address: string | null;
  /** The text before the last rotation, which works until `previous_expires_at`. */
  previous_hash: string | null;
  previous_expires_at: number | null;
}

export interface AuditEntryRow {
  id: Generated<number>;
  at: number;
  actor_user_id: number | null;
  action: string;
  target_kind: string;
  target_id: string;
  detail: string;
}

export interface OrganizationRow {
  id: Generated<number>;
  name: string;
  /** `nameKey(name)`; unique among those that are not deleted. */
  name_key: string;
  full_name: string;
  description: string | null;
  location: string | null;
  website: string | null;
  logo_id: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** A person in an organization, collaborators included. */
export interface OrganizationMemberRow {
  id: Generated<number>;
  organization_id: number;
  user_id: number;
  role: "owner" | "member" | "collaborator";
  created_at: number;
}

export interface TeamRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  name_key: string;
  description: string | null;
  avatar_id: string | null;
  created_at: number;
  updated_at: number;
}

export interface TeamMemberRow {
  team_id: number;
  member_id: number;
  created_at: number;
}

export interface WorkspaceRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  /** Unique in the organization among those that are not deleted. */
  name_key: string;
  full_name: string;
  description: string | null;
  visibility: "PRIVATE" | "SHARED";
  /** Whether everybody who may launch may also cancel and delete runs of others. */
  launchers_end_runs: Generated<Flag>;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** A member or a team in a workspace, with a role: exactly one of the two is set. */
export interface ParticipantRow {
  id: Generated<number>;
  workspace_id: number;
  member_id: number | null;
  team_id: number | null;
  /** A built-in role, or the `name_key` of a custom one. */
  role: string;
  created_at: number;
}

export interface CustomRoleRow {
  id: Generated<number>;
  organization_id: number;
  name: string;
  name_key: string;
  description: string;
  /** A JSON list of permissions. */
  permissions: string;
  created_at: number;
  updated_at: number;
}

/** Somebody who may use a credential or an environment whose use is limited. */
export interface UseGrantRow {
  target_kind: "credential" | "environment";
  target_id: string;
  grantee_kind: "user" | "team";
  grantee_id: number;
  created_at: number;
}

/** Sealed bytes. Names nothing: only the row that points here knows what it is. */
export interface EnvelopeRow {
  id: string;
  bytes: Uint8Array;
  key_term: number;
}

export interface CredentialRow {
  id: string;
  user_id: number;
  workspace_id: number | null;
  name: string;
  description: string | null;
  provider: string;
  envelope_id: string;
  /** Members of `keys` that are no secret, as JSON. */
  public_keys: string;
  /** For agent credentials: looked up when an agent dials in. */
  connection_id: string | null;
  /** Only those in `use_grants`, and who made it, may use it. */
  is_use_limited: Flag;
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  deleted_at: number | null;
}

/** One row for each user and connection ID: the newest connection under it. */
export interface AgentRow {
  id: string;
  user_id: number;
  connection_id: string;
  /** Grows with every connection under the same user and connection ID; the newest is the one that counts. */
  fence: number;
  user_name: string;
  host_name: string;
  work_dir: string;
  version: string;
  remote_address: string;
  connected_at: number;
  last_seen_at: number;
  disconnected_at: number | null;
}

export interface ComputeEnvRow {
  id: string;
  user_id: number;
  workspace_id: number | null;
  name: string;
  description: string | null;
  platform: string;
  credential_id: string | null;
  /** Settings of the platform as JSON. */
  config: string;
  status: string;
  status_reason: string | null;
  is_primary: Flag;
  /** Only those in `use_grants`, and who made it, may use it. */
  is_use_limited: Flag;
  /** Steps of the last check as JSON. */
  check_steps: string | null;
  check_started_at: number | null;
  check_finished_at: number | null;
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  deleted_at: number | null;
}

/** How far the submission of a head job got. Only `written` and earlier may ever be submitted. */
export type SubmitState =
  /** Nothing reached the cluster. */
  | "prepared"
  /** The bundle is on the cluster; no submit was tried. */
  | "written"
  /** A submit was sent, and its answer is not known. */
  | "unclear"
  /** `job_id` is known. */
  | "submitted"
  /** The scheduler said no, or the launch failed before it. */
  | "refused"
  /** Nobody needs to look at the job any more. */
  | "finished";

export interface RunRow {
  id: string;
  user_id: number;
  workspace_id: number | null;
  compute_env_id: string | null;
  /** The run whose token made this one: a Nextflow that a task of that run started. */
  parent_run_id: string | null;
  /** `instant` of the call that made a foreign run; tells a repeated call from a new run. */
  create_instant: number | null;
  status: string;
  /** One sentence about the state: the scheduler's reason, the cause of a failure. */
  status_reason: string | null;
  run_name: string;
  session_id: string;
  project_name: string;
  repository: string | null;
  revision: string | null;
  commit_id: string | null;
  user_name: string;
  work_dir: string;
  launch_dir: string | null;
  command_line: string;
  /** The launch request as JSON; null for a foreign run. */
  launch: string | null;
  /** The `workflow` object as Nextflow last sent it, as JSON. */
  workflow: string | null;
  process_names: string | null;
  progress: string | null;
  progress_instant: number | null;
  metrics: string | null;
  /** `instant` of the *complete* that was taken. */
  report_instant: number | null;
  success: Flag | null;
  exit_status: number | null;
  error_message: string | null;
  error_report: string | null;
  /** A person asked Postern to stop it. */
  cancel_requested_at: number | null;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
  last_contact_at: number | null;
  updated_at: number;
  deleted_at: number | null;
}

/** The scheduler job that runs Nextflow. A run that was started outside Postern has none. */
export interface HeadJobRow {
  run_id: string;
  compute_env_id: string;
  /** Whose agent connection reaches the cluster. */
  user_id: number;
  submit_state: SubmitState;
  /** Unique for ever; an unclear submit is settled by it. */
  job_name: string;
  job_id: string | null;
  submit_tried_at: number | null;
  /** Last sighting as JSON, and when it was made. */
  sighting: string | null;
  sighted_at: number | null;
  /** Since when the scheduler answers and does not know the job. */
  absent_since: number | null;
  cancel_sent_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface RunLogRow {
  run_id: string;
  /** `console`, `nextflow` or `job`. */
  kind: string;
  bytes: Uint8Array;
  /** Size of the whole file on the cluster; larger than `bytes` when only its end was kept. */
  file_size_bytes: number;
  captured_at: number;
}

export interface TaskRow {
  run_id: string;
  task_id: number;
  status: string;
  /** Of `status`; a lower one never replaces a higher one. */
  rank: number;
  instant: number;
  hash: string | null;
  name: string | null;
  process: string | null;
  tag: string | null;
  executor: string | null;
  native_id: string | null;
  exit_code: number | null;
  attempt: number | null;
  error_action: string | null;
  work_dir: string | null;
  submit_at: number | null;
  start_at: number | null;
  complete_at: number | null;
  duration_ms: number | null;
  realtime_ms: number | null;
  cpus: number | null;
  memory_bytes: number | null;
  pcpu: number | null;
  peak_rss_bytes: number | null;
  rchar_bytes: number | null;
  wchar_bytes: number | null;
  vol_ctxt: number | null;
  inv_ctxt: number | null;
  /** All other members of the record as JSON. */
  data: string;
}
