export const sql = `
CREATE TABLE managed_identities (
  id TEXT PRIMARY KEY,
  organization_id BIGINT NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  platform TEXT NOT NULL,
  host TEXT NOT NULL,
  port BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE UNIQUE INDEX managed_identities_name ON managed_identities(organization_id, name_key) WHERE deleted_at IS NULL;
CREATE TABLE managed_keys (
  id TEXT PRIMARY KEY,
  managed_identity_id TEXT NOT NULL REFERENCES managed_identities(id),
  user_id BIGINT NOT NULL REFERENCES users(id),
  account TEXT NOT NULL,
  public_keys TEXT NOT NULL,
  envelope_id TEXT NOT NULL REFERENCES envelopes(id),
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  last_used_at BIGINT,
  deleted_at BIGINT
);
CREATE UNIQUE INDEX managed_keys_of_person ON managed_keys(managed_identity_id, user_id) WHERE deleted_at IS NULL;
CREATE INDEX managed_keys_by_user ON managed_keys(user_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX managed_keys_by_envelope ON managed_keys(envelope_id);
ALTER TABLE compute_envs ADD COLUMN managed_identity_id TEXT REFERENCES managed_identities(id);
CREATE INDEX compute_envs_by_managed_identity ON compute_envs(managed_identity_id) WHERE deleted_at IS NULL;
`;
