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
}
