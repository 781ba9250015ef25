import type { CallOptions } from "./client.ts";
import { withQuery } from "./client.ts";

/** A workspace as calls and events name it: null is the caller's personal one. Scopes of pages and live events are some. */
export interface WorkspaceName {
  readonly workspaceId: number | null;
}

/**
 * A path of the API with the workspace that is meant. Every call from a page of a workspace goes through here: without the
 * name the server would look into the personal workspace.
 */
export function inWorkspace({ workspaceId }: WorkspaceName, path: string, query: CallOptions["query"] = {}): string {
  return withQuery(path, { ...query, workspaceId: workspaceId ?? undefined });
}
