export const sql = `
CREATE TABLE secret_variables (
  compute_env_id TEXT PRIMARY KEY REFERENCES compute_envs(id),
  envelope_id TEXT NOT NULL REFERENCES envelopes(id),
  variables TEXT NOT NULL
);
CREATE UNIQUE INDEX secret_variables_by_envelope ON secret_variables(envelope_id);
`;
