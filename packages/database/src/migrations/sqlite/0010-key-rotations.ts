export const sql = `
CREATE TABLE key_terms (
  term INTEGER PRIMARY KEY,
  check_record BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  dropped_at INTEGER
);
CREATE TABLE key_rotations (
  id INTEGER PRIMARY KEY,
  term INTEGER NOT NULL,
  state TEXT NOT NULL,
  place TEXT NOT NULL,
  done_count INTEGER NOT NULL,
  started_by INTEGER,
  started_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
);
CREATE TABLE key_rotation_problems (
  envelope_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  noted_at INTEGER NOT NULL
);
-- What was wiped needs no key, and is not counted.
DROP INDEX envelopes_by_term;
CREATE INDEX envelopes_by_term ON envelopes(key_term) WHERE length(bytes) > 0;
`;
