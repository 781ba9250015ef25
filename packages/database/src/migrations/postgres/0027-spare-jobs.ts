export const sql = `
ALTER TABLE head_jobs ADD COLUMN spare_job_ids TEXT;
`;
