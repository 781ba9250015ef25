export const sql = `
ALTER TABLE compute_envs ADD COLUMN is_check_scheduled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE compute_envs ADD COLUMN next_check_at INTEGER;
ALTER TABLE compute_envs ADD COLUMN check_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE compute_envs ADD COLUMN check_reason TEXT;
ALTER TABLE compute_envs ADD COLUMN standing TEXT;
ALTER TABLE compute_envs ADD COLUMN standing_reason TEXT;
CREATE INDEX compute_envs_by_next_check ON compute_envs(next_check_at) WHERE deleted_at IS NULL;
CREATE TABLE environment_checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  compute_env_id TEXT NOT NULL REFERENCES compute_envs(id),
  reason TEXT NOT NULL,
  outcome TEXT NOT NULL,
  step TEXT,
  summary TEXT,
  at INTEGER NOT NULL,
  took_ms INTEGER NOT NULL
);
CREATE INDEX environment_checks_by_environment ON environment_checks(compute_env_id, id);
`;
