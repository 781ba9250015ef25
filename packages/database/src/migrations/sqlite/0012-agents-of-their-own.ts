export const sql = `
ALTER TABLE agents ADD COLUMN kind TEXT NOT NULL DEFAULT 'v2';
ALTER TABLE agents ADD COLUMN name TEXT;
ALTER TABLE agents ADD COLUMN revoked_at INTEGER;
ALTER TABLE agents ADD COLUMN revoked_by INTEGER REFERENCES users(id);
ALTER TABLE agents ADD COLUMN server_id TEXT;
CREATE TABLE agent_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  fence INTEGER,
  reason TEXT,
  host_name TEXT,
  user_name TEXT,
  version TEXT,
  remote_address TEXT,
  lasted_ms INTEGER
);
CREATE INDEX agent_events_by_agent ON agent_events(agent_id, id);
`;
