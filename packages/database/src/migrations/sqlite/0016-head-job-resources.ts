export const sql = `
ALTER TABLE compute_envs ADD COLUMN resources TEXT;
`;
