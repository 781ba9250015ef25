export const sql = `
CREATE INDEX agents_by_person ON agents(user_id);
ALTER TABLE users ADD COLUMN agent_fence_floor BIGINT NOT NULL DEFAULT 0;
`;
