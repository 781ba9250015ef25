export const sql = `
ALTER TABLE credentials ADD COLUMN mode TEXT;
ALTER TABLE credentials ADD COLUMN base_url TEXT;
ALTER TABLE credentials ADD COLUMN git_reach TEXT;
ALTER TABLE credentials ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE credentials ADD COLUMN status TEXT CHECK (status IN ('AVAILABLE', 'INVALID'));
ALTER TABLE credentials ADD COLUMN status_message TEXT;
ALTER TABLE credentials ADD COLUMN validated_at BIGINT;
ALTER TABLE credentials ADD COLUMN next_check_at BIGINT;
ALTER TABLE credentials ADD COLUMN check_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN expires_at BIGINT;
ALTER TABLE credentials ADD COLUMN reminded_at BIGINT;

-- Names that differ only in case were two names until now: the younger ones get a part of their id.
UPDATE credentials SET name = substr(name, 1, 90) || '-' || substr(id, 1, 8)
WHERE deleted_at IS NULL AND EXISTS (
  SELECT 1 FROM credentials AS older
  WHERE lower(older.name) = lower(credentials.name) AND older.deleted_at IS NULL
    AND (older.workspace_id = credentials.workspace_id
      OR (older.workspace_id IS NULL AND credentials.workspace_id IS NULL AND older.user_id = credentials.user_id))
    AND (older.created_at < credentials.created_at OR (older.created_at = credentials.created_at AND older.id < credentials.id))
);
DROP INDEX credentials_personal_name;
DROP INDEX credentials_workspace_name;
CREATE UNIQUE INDEX credentials_personal_name ON credentials(user_id, lower(name)) WHERE workspace_id IS NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX credentials_workspace_name ON credentials(workspace_id, lower(name)) WHERE workspace_id IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX credentials_personal_reach ON credentials(user_id, git_reach) WHERE workspace_id IS NULL AND deleted_at IS NULL AND git_reach IS NOT NULL;
CREATE UNIQUE INDEX credentials_workspace_reach ON credentials(workspace_id, git_reach) WHERE workspace_id IS NOT NULL AND deleted_at IS NULL AND git_reach IS NOT NULL;
CREATE INDEX credentials_by_next_check ON credentials(next_check_at) WHERE deleted_at IS NULL AND next_check_at IS NOT NULL;
CREATE INDEX credentials_by_expiry ON credentials(expires_at) WHERE deleted_at IS NULL AND expires_at IS NOT NULL;
CREATE INDEX credentials_by_envelope ON credentials(envelope_id);
CREATE INDEX envelopes_by_term ON envelopes(key_term);
`;
