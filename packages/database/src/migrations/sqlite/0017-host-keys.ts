export const sql = `
CREATE TABLE pinned_host_keys (
  user_id INTEGER NOT NULL REFERENCES users(id),
  workspace_id INTEGER,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  algorithm TEXT NOT NULL,
  public_key TEXT NOT NULL,
  trust TEXT NOT NULL,
  pinned_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX pinned_host_keys_personal ON pinned_host_keys(user_id, host, port, algorithm) WHERE workspace_id IS NULL;
CREATE UNIQUE INDEX pinned_host_keys_workspace ON pinned_host_keys(workspace_id, host, port, algorithm) WHERE workspace_id IS NOT NULL;
CREATE TABLE offered_host_keys (
  user_id INTEGER NOT NULL REFERENCES users(id),
  workspace_id INTEGER,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  algorithm TEXT NOT NULL,
  public_key TEXT NOT NULL,
  offered_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX offered_host_keys_personal ON offered_host_keys(user_id, host, port) WHERE workspace_id IS NULL;
CREATE UNIQUE INDEX offered_host_keys_workspace ON offered_host_keys(workspace_id, host, port) WHERE workspace_id IS NOT NULL;
ALTER TABLE workspaces ADD COLUMN confirms_host_keys INTEGER NOT NULL DEFAULT 0;
`;
