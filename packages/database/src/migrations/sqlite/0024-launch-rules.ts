export const sql = `
ALTER TABLE compute_envs ADD COLUMN launch_rules TEXT;
`;
