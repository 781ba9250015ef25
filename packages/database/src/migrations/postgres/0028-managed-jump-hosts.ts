export const sql = `
ALTER TABLE managed_identities ADD COLUMN jump_hosts TEXT NOT NULL DEFAULT '[]';
`;
