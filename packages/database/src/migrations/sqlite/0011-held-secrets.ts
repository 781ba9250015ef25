export const sql = `
ALTER TABLE credentials ADD COLUMN held_secrets TEXT NOT NULL DEFAULT '[]';
`;
