export const sql = `
CREATE TABLE key_terms (
  term BIGINT PRIMARY KEY,
  check_record BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  dropped_at BIGINT
);
CREATE TABLE key_rotations (
  id BIGINT PRIMARY KEY,
  term BIGINT NOT NULL,
  state TEXT NOT NULL,
  place TEXT NOT NULL,
  done_count BIGINT NOT NULL,
  started_by BIGINT,
  started_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE TABLE key_rotation_problems (
  envelope_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  noted_at BIGINT NOT NULL
);
-- What was wiped needs no key, and is not counted.
DROP INDEX envelopes_by_term;
CREATE INDEX envelopes_by_term ON envelopes(key_term) WHERE length(bytes) > 0;
`;
