export const sql = `
ALTER TABLE agents ADD COLUMN forgotten_at BIGINT;
`;
