export const sql = `
ALTER TABLE compute_envs ADD COLUMN node_setup TEXT;
`;
