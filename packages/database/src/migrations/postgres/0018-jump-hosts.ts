export const sql = `
CREATE TABLE jump_hosts (
  compute_env_id TEXT NOT NULL REFERENCES compute_envs(id),
  position BIGINT NOT NULL,
  host TEXT NOT NULL,
  port BIGINT NOT NULL,
  user_name TEXT NOT NULL,
  credential_id TEXT NOT NULL REFERENCES credentials(id),
  PRIMARY KEY (compute_env_id, position)
);
CREATE INDEX jump_hosts_by_credential ON jump_hosts(credential_id);
`;
