export const sql = `
CREATE TABLE pinned_host_keys (
  user_id BIGINT NOT NULL REFERENCES users(id),
  workspace_id BIGINT,
  host TEXT NOT NULL,
  port BIGINT NOT NULL,
  algorithm TEXT NOT NULL,
  public_key TEXT NOT NULL,
  trust TEXT NOT NULL,
  pinned_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pinned_host_keys_personal ON pinned_host_keys(user_id, host, port, algorithm) WHERE workspace_id IS NULL;
CREATE UNIQUE INDEX pinned_host_keys_workspace ON pinned_host_keys(workspace_id, host, port, algorithm) WHERE workspace_id IS NOT NULL;
CREATE TABLE offered_host_keys (
  user_id BIGINT NOT NULL REFERENCES users(id),
  workspace_id BIGINT,
  host TEXT NOT NULL,
  port BIGINT NOT NULL,
  algorithm TEXT NOT NULL,
  public_key TEXT NOT NULL,
  offered_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX offered_host_keys_personal ON offered_host_keys(user_id, host, port) WHERE workspace_id IS NULL;
CREATE UNIQUE INDEX offered_host_keys_workspace ON offered_host_keys(workspace_id, host, port) WHERE workspace_id IS NOT NULL;
ALTER TABLE workspaces ADD COLUMN confirms_host_keys BIGINT NOT NULL DEFAULT 0;
`;
