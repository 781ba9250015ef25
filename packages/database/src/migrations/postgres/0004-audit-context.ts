export const sql = `
ALTER TABLE audit_entries ADD COLUMN actor_name TEXT;
ALTER TABLE audit_entries ADD COLUMN target_name TEXT;
ALTER TABLE audit_entries ADD COLUMN organization_id BIGINT;
ALTER TABLE audit_entries ADD COLUMN workspace_id BIGINT;
ALTER TABLE audit_entries ADD COLUMN client TEXT;
ALTER TABLE audit_entries ADD COLUMN remote_address TEXT;
ALTER TABLE audit_entries ADD COLUMN user_agent TEXT;
ALTER TABLE audit_entries ADD COLUMN token_id BIGINT;
ALTER TABLE audit_entries ADD COLUMN correlation_id TEXT;
ALTER TABLE audit_entries ADD COLUMN before_image TEXT;
ALTER TABLE audit_entries ADD COLUMN after_image TEXT;
`;
