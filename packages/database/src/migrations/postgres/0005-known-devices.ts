export const sql = `
CREATE TABLE known_devices (
  hash TEXT PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES users(id),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL
);
CREATE INDEX known_devices_by_user ON known_devices(user_id, last_used_at);
ALTER TABLE tokens ADD COLUMN rotated_at BIGINT;
`;
