export const sql = `
ALTER TABLE users ADD COLUMN description TEXT;
ALTER TABLE users ADD COLUMN organization TEXT;
ALTER TABLE users ADD COLUMN avatar_id TEXT;
ALTER TABLE users ADD COLUMN wants_notification INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN default_workspace_id INTEGER;
ALTER TABLE users ADD COLUMN updated_at INTEGER;
ALTER TABLE users ADD COLUMN deleted_at INTEGER;

CREATE TABLE avatars (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id),
  media_type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  created_at INTEGER NOT NULL
);

ALTER TABLE sessions ADD COLUMN id TEXT;
ALTER TABLE sessions ADD COLUMN remote_address TEXT;
UPDATE sessions SET id = substr(hash, 1, 22);
CREATE UNIQUE INDEX sessions_by_id ON sessions(id);
ALTER TABLE setup_links ADD COLUMN created_by INTEGER REFERENCES users(id);

ALTER TABLE tokens ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN access TEXT NOT NULL DEFAULT 'full';
ALTER TABLE tokens ADD COLUMN workspace_ids TEXT;
ALTER TABLE tokens ADD COLUMN last_used_address TEXT;
ALTER TABLE tokens ADD COLUMN previous_hash TEXT;
ALTER TABLE tokens ADD COLUMN previous_expires_at INTEGER;
UPDATE tokens SET name_key = lower(name) || CASE WHEN EXISTS (
  SELECT 1 FROM tokens other WHERE other.user_id = tokens.user_id AND lower(other.name) = lower(tokens.name) AND other.id < tokens.id
) THEN '#' || id ELSE '' END;
DROP INDEX tokens_user_name;
CREATE UNIQUE INDEX tokens_user_name ON tokens(user_id, name_key) WHERE scope = 'user';
CREATE UNIQUE INDEX tokens_previous_hash ON tokens(previous_hash) WHERE previous_hash IS NOT NULL;

CREATE TABLE organizations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  full_name TEXT NOT NULL,
  description TEXT,
  location TEXT,
  website TEXT,
  logo_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
);
CREATE UNIQUE INDEX organizations_name ON organizations(name_key) WHERE deleted_at IS NULL;
CREATE TABLE organization_members (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX organization_members_user ON organization_members(organization_id, user_id);
CREATE INDEX organization_members_by_user ON organization_members(user_id);
CREATE TABLE teams (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT,
  avatar_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX teams_name ON teams(organization_id, name_key);
CREATE TABLE team_members (
  team_id INTEGER NOT NULL REFERENCES teams(id),
  member_id INTEGER NOT NULL REFERENCES organization_members(id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (team_id, member_id)
);
CREATE INDEX team_members_by_member ON team_members(member_id);
CREATE TABLE workspaces (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  full_name TEXT NOT NULL,
  description TEXT,
  visibility TEXT NOT NULL,
  launchers_end_runs INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
);
CREATE UNIQUE INDEX workspaces_name ON workspaces(organization_id, name_key) WHERE deleted_at IS NULL;
CREATE TABLE participants (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id INTEGER NOT NULL REFERENCES workspaces(id),
  member_id INTEGER REFERENCES organization_members(id),
  team_id INTEGER REFERENCES teams(id),
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK ((member_id IS NULL) <> (team_id IS NULL))
);
CREATE UNIQUE INDEX participants_member ON participants(workspace_id, member_id) WHERE member_id IS NOT NULL;
CREATE UNIQUE INDEX participants_team ON participants(workspace_id, team_id) WHERE team_id IS NOT NULL;
CREATE INDEX participants_by_member ON participants(member_id);
CREATE INDEX participants_by_team ON participants(team_id);
CREATE TABLE custom_roles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  permissions TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX custom_roles_name ON custom_roles(organization_id, name_key);

ALTER TABLE credentials ADD COLUMN is_use_limited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE compute_envs ADD COLUMN is_use_limited INTEGER NOT NULL DEFAULT 0;
CREATE TABLE use_grants (
  target_kind TEXT NOT NULL,
  target_id TEXT NOT NULL,
  grantee_kind TEXT NOT NULL,
  grantee_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (target_kind, target_id, grantee_kind, grantee_id)
);
CREATE INDEX use_grants_by_grantee ON use_grants(grantee_kind, grantee_id);
`;
