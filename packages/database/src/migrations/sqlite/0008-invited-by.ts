export const sql = `
ALTER TABLE users ADD COLUMN invited_by INTEGER REFERENCES users(id);
`;
