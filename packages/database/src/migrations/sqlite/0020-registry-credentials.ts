export const sql = `
CREATE TABLE registry_credentials (
  compute_env_id TEXT NOT NULL REFERENCES compute_envs(id),
  position INTEGER NOT NULL,
  credential_id TEXT NOT NULL REFERENCES credentials(id),
  PRIMARY KEY (compute_env_id, position)
);
CREATE INDEX registry_credentials_by_credential ON registry_credentials(credential_id);
CREATE TABLE registry_files (
  run_id TEXT PRIMARY KEY REFERENCES runs(id),
  folder TEXT NOT NULL,
  written_at INTEGER NOT NULL
);
`;
