export const sql = `
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_name TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL UNIQUE,
  first_name TEXT,
  last_name TEXT,
  password_hash TEXT,
  is_administrator INTEGER NOT NULL DEFAULT 0,
  is_disabled INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  last_access_at INTEGER
);
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  user_agent TEXT
);
CREATE INDEX sessions_by_user ON sessions(user_id);
CREATE TABLE setup_links (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  user_id INTEGER REFERENCES users(id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
);
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id),
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  run_id TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  expires_at INTEGER
);
CREATE UNIQUE INDEX tokens_user_name ON tokens(user_id, name) WHERE scope = 'user';
CREATE INDEX tokens_by_run ON tokens(run_id);
CREATE TABLE audit_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor_user_id INTEGER,
  action TEXT NOT NULL,
  target_kind TEXT NOT NULL,
  target_id TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE TABLE envelopes (
  id TEXT PRIMARY KEY,
  bytes BLOB NOT NULL,
  key_term INTEGER NOT NULL
);
CREATE TABLE credentials (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  workspace_id INTEGER,
  name TEXT NOT NULL,
  description TEXT,
  provider TEXT NOT NULL,
  envelope_id TEXT NOT NULL REFERENCES envelopes(id),
  public_keys TEXT NOT NULL,
  connection_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_used_at INTEGER,
  deleted_at INTEGER
);
CREATE UNIQUE INDEX credentials_personal_name ON credentials(user_id, name) WHERE workspace_id IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX credentials_workspace_name ON credentials(workspace_id, name) WHERE workspace_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX credentials_by_connection ON credentials(connection_id) WHERE deleted_at IS NULL;
CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  connection_id TEXT NOT NULL,
  fence INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  host_name TEXT NOT NULL,
  work_dir TEXT NOT NULL,
  version TEXT NOT NULL,
  remote_address TEXT NOT NULL,
  connected_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  disconnected_at INTEGER
);
CREATE UNIQUE INDEX agents_by_connection ON agents(connection_id, user_id);
CREATE TABLE compute_envs (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  workspace_id INTEGER,
  name TEXT NOT NULL,
  description TEXT,
  platform TEXT NOT NULL,
  credential_id TEXT REFERENCES credentials(id),
  config TEXT NOT NULL,
  status TEXT NOT NULL,
  status_reason TEXT,
  is_primary INTEGER NOT NULL DEFAULT 0,
  check_steps TEXT,
  check_started_at INTEGER,
  check_finished_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_used_at INTEGER,
  deleted_at INTEGER
);
CREATE UNIQUE INDEX compute_envs_personal_name ON compute_envs(user_id, name) WHERE workspace_id IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX compute_envs_workspace_name ON compute_envs(workspace_id, name) WHERE workspace_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX compute_envs_by_credential ON compute_envs(credential_id) WHERE deleted_at IS NULL;
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  workspace_id INTEGER,
  compute_env_id TEXT REFERENCES compute_envs(id),
  status TEXT NOT NULL,
  status_reason TEXT,
  run_name TEXT NOT NULL,
  session_id TEXT NOT NULL,
  project_name TEXT NOT NULL,
  repository TEXT,
  revision TEXT,
  commit_id TEXT,
  user_name TEXT NOT NULL,
  work_dir TEXT NOT NULL,
  launch_dir TEXT,
  command_line TEXT NOT NULL,
  launch TEXT,
  workflow TEXT,
  process_names TEXT,
  progress TEXT,
  progress_instant INTEGER,
  metrics TEXT,
  report_instant INTEGER,
  success INTEGER,
  exit_status INTEGER,
  error_message TEXT,
  error_report TEXT,
  cancel_requested_at INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  completed_at INTEGER,
  last_contact_at INTEGER,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
);
CREATE INDEX runs_by_owner ON runs(user_id, created_at);
CREATE INDEX runs_by_workspace ON runs(workspace_id, created_at);
CREATE INDEX runs_unfinished ON runs(status) WHERE status IN ('SUBMITTED', 'RUNNING', 'UNKNOWN') AND deleted_at IS NULL;
CREATE INDEX runs_by_environment ON runs(compute_env_id);
CREATE TABLE head_jobs (
  run_id TEXT PRIMARY KEY REFERENCES runs(id),
  compute_env_id TEXT NOT NULL REFERENCES compute_envs(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  submit_state TEXT NOT NULL,
  job_name TEXT NOT NULL UNIQUE,
  job_id TEXT,
  submit_tried_at INTEGER,
  sighting TEXT,
  sighted_at INTEGER,
  absent_since INTEGER,
  cancel_sent_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX head_jobs_unfinished ON head_jobs(compute_env_id) WHERE submit_state <> 'finished' AND submit_state <> 'refused';
CREATE TABLE run_logs (
  run_id TEXT NOT NULL REFERENCES runs(id),
  kind TEXT NOT NULL,
  bytes BLOB NOT NULL,
  file_size_bytes INTEGER NOT NULL,
  captured_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, kind)
);
CREATE TABLE tasks (
  run_id TEXT NOT NULL REFERENCES runs(id),
  task_id INTEGER NOT NULL,
  status TEXT NOT NULL,
  rank INTEGER NOT NULL,
  instant INTEGER NOT NULL,
  hash TEXT,
  name TEXT,
  process TEXT,
  tag TEXT,
  executor TEXT,
  native_id TEXT,
  exit_code INTEGER,
  attempt INTEGER,
  error_action TEXT,
  work_dir TEXT,
  submit_at INTEGER,
  start_at INTEGER,
  complete_at INTEGER,
  duration_ms INTEGER,
  realtime_ms INTEGER,
  cpus INTEGER,
  memory_bytes INTEGER,
  pcpu REAL,
  peak_rss_bytes INTEGER,
  rchar_bytes INTEGER,
  wchar_bytes INTEGER,
  vol_ctxt INTEGER,
  inv_ctxt INTEGER,
  data TEXT NOT NULL,
  PRIMARY KEY (run_id, task_id)
) WITHOUT ROWID;
`;
