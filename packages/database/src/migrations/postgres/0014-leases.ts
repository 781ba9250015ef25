export const sql = `
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  fence BIGINT NOT NULL,
  holder TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
`;
