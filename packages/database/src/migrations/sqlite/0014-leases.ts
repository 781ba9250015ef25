export const sql = `
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  fence INTEGER NOT NULL,
  holder TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);
`;
