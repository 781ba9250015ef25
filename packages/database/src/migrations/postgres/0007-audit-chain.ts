export const sql = `
ALTER TABLE audit_entries ADD COLUMN standing TEXT;
ALTER TABLE audit_entries ADD COLUMN hash_form BIGINT;
ALTER TABLE audit_entries ADD COLUMN key_term BIGINT;
ALTER TABLE audit_entries ADD COLUMN previous_hash TEXT;
ALTER TABLE audit_entries ADD COLUMN hash TEXT;

CREATE TABLE audit_chain (
  id BIGINT PRIMARY KEY,
  newest_number BIGINT NOT NULL,
  newest_hash TEXT NOT NULL,
  removed_number BIGINT NOT NULL,
  removed_hash TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  key_term BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_chain VALUES (1, 0, '', 0, '', 0, 0, '');

CREATE INDEX audit_entries_by_time ON audit_entries(at);
CREATE INDEX audit_entries_by_organization ON audit_entries(organization_id, id);
CREATE INDEX audit_entries_by_workspace ON audit_entries(workspace_id, id);
CREATE INDEX audit_entries_by_actor ON audit_entries(actor_user_id, id);
CREATE INDEX audit_entries_by_action ON audit_entries(action, id);
CREATE INDEX audit_entries_by_target ON audit_entries(target_id, target_kind, id);
CREATE INDEX audit_entries_by_request ON audit_entries(correlation_id, id);
`;
