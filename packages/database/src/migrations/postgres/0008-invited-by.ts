export const sql = `
ALTER TABLE users ADD COLUMN invited_by BIGINT REFERENCES users(id);
`;
