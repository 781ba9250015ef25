/** A term that was taken into use. Its record tells whether a key is the right one: packages/vault/SPEC.md, section 14. */
export interface KeyTermRow {
  term: number;
  /** A known text, sealed under this term. */
  check_record: Uint8Array;
  created_at: number;
  dropped_at: number | null;
}

/** Brings all envelopes to one term. The newest one counts. */
export interface KeyRotationRow {
  /** 1, 2, 3, … */
  id: number;
  /** The term that all envelopes are to have in the end. */
  term: number;
  state: "running" | "stopped" | "done";
  /** Id of the last envelope that this pass has looked at; empty at its beginning. */
  place: string;
  /** Envelopes that were re-wrapped. */
  done_count: number;
  /** Null: by a command on the server's own machine. */
  started_by: number | null;
  started_at: number;
  /** When the state or the place changed last. */
  changed_at: number;
}

/** An envelope that could not be brought over. It stays as it was. */
export interface KeyRotationProblemRow {
  envelope_id: string;
  /** `failed`: it does not open. `orphaned`: no row says what it is. */
  kind: "failed" | "orphaned";
  /** Code of the error catalogue. */
  code: string;
  noted_at: number;
}
