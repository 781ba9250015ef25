import type { Generated } from "kysely";

/** One act. What the columns below `detail` say is not known of entries that are older than the columns. */
export interface AuditEntryRow {
  id: Generated<number>;
  at: number;
  /** Null for what the server did by itself. */
  actor_user_id: number | null;
  action: string;
  target_kind: string;
  target_id: string;
  /** JSON object of facts. */
  detail: string;
  /** What the person was called when it happened. */
  actor_name: string | null;
  target_name: string | null;
  organization_id: number | null;
  workspace_id: number | null;
  /** `http`, `agent`, `command-line` or `server`. */
  client: string | null;
  remote_address: string | null;
  user_agent: string | null;
  token_id: number | null;
  /** The same for everything that one request set off. */
  correlation_id: string | null;
  /** JSON objects of what changed, with secrets and long texts as keyed hashes. */
  before_image: Generated<string | null>;
  after_image: Generated<string | null>;
  /** What the chain cannot vouch for: entries from `before` it, and those that were found `broken` when it was begun anew. */
  standing: Generated<"before" | "broken" | null>;
  /** In which form the entry was hashed; see apps/server/src/features/audit/SPEC.md. Null until the chain begins. */
  hash_form: Generated<number | null>;
  key_term: Generated<number | null>;
  previous_hash: Generated<string | null>;
  hash: Generated<string | null>;
}

/** The one row that knows the newest entry. Its `hash` is empty until the chain begins. */
export interface AuditChainRow {
  id: 1;
  newest_number: number;
  newest_hash: string;
  /** Of the newest entry that retention removed. */
  removed_number: number;
  removed_hash: string;
  begun_at: number;
  key_term: number;
  hash: string;
}
