import type { UserId, WorkspaceId } from "@postern/domain";
import { sql } from "kysely";
import type { RawBuilder, SqlBool } from "kysely";

/** Where a run, a credential or an environment lives: in a workspace, or with one person. */
export type Home =
  | { readonly kind: "workspace"; readonly workspaceId: WorkspaceId }
  | { readonly kind: "personal"; readonly userId: UserId };

/** What lives there, as a condition for tables that have the columns `user_id` and `workspace_id`. */
export function rowsOf(home: Home): RawBuilder<SqlBool> {
  if (home.kind === "workspace") return sql<SqlBool>`workspace_id = ${home.workspaceId}`;
  return sql<SqlBool>`(user_id = ${home.userId} AND workspace_id IS NULL)`;
}
