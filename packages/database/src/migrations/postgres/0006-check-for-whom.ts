export const sql = `
ALTER TABLE compute_envs ADD COLUMN check_user_id BIGINT REFERENCES users(id);
`;
