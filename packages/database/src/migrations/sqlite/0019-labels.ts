export const sql = `
CREATE TABLE labels (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id),
  workspace_id INTEGER,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  value TEXT NOT NULL,
  is_resource INTEGER NOT NULL,
  is_default INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX labels_personal ON labels(user_id, is_resource, name_key, value) WHERE workspace_id IS NULL;
CREATE UNIQUE INDEX labels_workspace ON labels(workspace_id, is_resource, name_key, value) WHERE workspace_id IS NOT NULL;
CREATE TABLE compute_env_labels (
  compute_env_id TEXT NOT NULL REFERENCES compute_envs(id),
  label_id INTEGER NOT NULL REFERENCES labels(id),
  PRIMARY KEY (compute_env_id, label_id)
);
CREATE INDEX compute_env_labels_by_label ON compute_env_labels(label_id);
`;
