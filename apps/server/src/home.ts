import { toUserId, toWorkspaceId } from "@postern/domain";
import type { UserId, WorkspaceId } from "@postern/domain";
import { sql } from "kysely";
import type { RawBuilder, SqlBool } from "kysely";
import type { Actor } from "./http/caller.ts";

/** Where a run, a credential or an environment lives: in a workspace, or with one person. */
export type Home =
  | { readonly kind: "workspace"; readonly workspaceId: WorkspaceId }
  | { readonly kind: "personal"; readonly userId: UserId };

/** What tells where a row lives, in every table whose things live somewhere. */
export interface Housed {
  readonly user_id: number;
  readonly workspace_id: number | null;
}

/** The place that somebody acts in. */
export function homeOf({ userId, place }: Actor): Home {
  return place.kind === "workspace" ? { kind: "workspace", workspaceId: place.workspaceId } : { kind: "personal", userId };
}

export function homeOfRow({ user_id, workspace_id }: Housed): Home {
  if (workspace_id === null) return { kind: "personal", userId: toUserId(user_id) };
  return { kind: "workspace", workspaceId: toWorkspaceId(workspace_id) };
}

/**
 * Whether a row lives there. INVARIANT: one place only. What lives in another workspace is not found from here, also when the caller
 * may see both: an id must not carry things across the border that a workspace is.
 */
export function livesIn(home: Home, row: Housed): boolean {
  if (home.kind === "workspace") return row.workspace_id === home.workspaceId;
  return row.workspace_id === null && row.user_id === home.userId;
}

/** What lives there, as a condition for tables that have the columns `user_id` and `workspace_id`. */
export function rowsOf(home: Home): RawBuilder<SqlBool> {
  if (home.kind === "workspace") return sql<SqlBool>`workspace_id = ${home.workspaceId}`;
  return sql<SqlBool>`(user_id = ${home.userId} AND workspace_id IS NULL)`;
}
