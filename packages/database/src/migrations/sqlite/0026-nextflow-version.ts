export const sql = `
ALTER TABLE compute_envs ADD COLUMN nextflow_version TEXT;
`;
