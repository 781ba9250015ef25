import type { Database, Query } from "@postern/database";
import { AppError, nameKey, toUserId, toWorkspaceId } from "@postern/domain";
import type { UserId, WorkspaceId } from "@postern/domain";
import type { AccessService } from "../access/service.ts";
import { listNamedWorkspaces } from "./store.ts";
import type { NamedWorkspace, StoredToken } from "./store.ts";
import { readBounds } from "./token-callers.ts";

export interface BoundParts {
  readonly database: Database;
  readonly access: Pick<AccessService, "listWorkspaceIds">;
}

/**
 * The workspaces of a person that are meant by `organization/workspace`, in whatever case.
 *
 * @throws workspace.not_found also for one that is there and not theirs to see.
 */
export async function findBounds(
  { database, access }: BoundParts,
  userId: UserId,
  names: readonly string[],
): Promise<readonly WorkspaceId[]> {
  const own = await listNamedWorkspaces(database.query, await access.listWorkspaceIds(userId));
  return names.map((name) => {
    const found = own.find((workspace) => nameKey(`${workspace.orgName}/${workspace.name}`) === nameKey(name));
    if (found === undefined) throw workspaceNotFound(name);
    return toWorkspaceId(found.id);
  });
}

export interface WantedBounds {
  readonly userId: UserId;
  readonly workspaceIds: readonly WorkspaceId[] | null;
}

/** A bound token must not tell whether a workspace is there that its user cannot see. @throws workspace.not_found */
export async function refuseForeignBounds({ access }: BoundParts, { userId, workspaceIds }: WantedBounds, query: Query): Promise<void> {
  if (workspaceIds === null) return;
  const own = await access.listWorkspaceIds(userId, query);
  const foreign = workspaceIds.find((id) => !own.includes(id));
  if (foreign !== undefined) throw workspaceNotFound(String(foreign));
}

/** Null for a token that is bound to none. Workspaces that are gone, or not theirs any more, are not named. */
export async function nameBounds({ database, access }: BoundParts, token: StoredToken): Promise<readonly NamedWorkspace[] | null> {
  const bounds = readBounds(token.workspace_ids);
  if (bounds === null) return null;
  const own = await access.listWorkspaceIds(toUserId(token.user_id));
  return listNamedWorkspaces(
    database.query,
    bounds.filter((id) => own.includes(id)),
  );
}

function workspaceNotFound(name: string): AppError {
  return new AppError("workspace.not_found", `Workspace ${name} not found.`, { fields: ["workspaceIds"] });
}
