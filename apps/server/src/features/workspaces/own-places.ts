import type { Database } from "@postern/database";
import { builtInRoles, isBuiltInRole } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { AccessService } from "../access/service.ts";
import { listOwnOrganizations, listOwnRoles, listWorkspacesById } from "./own-places-store.ts";
import type { OwnOrganization, OwnWorkspace, StoredRole } from "./own-places-store.ts";

/** An organization of somebody, with those of its workspaces that they take part in. */
export interface OwnPlace {
  readonly organization: OwnOrganization;
  readonly workspaces: readonly (OwnWorkspace & { readonly roles: readonly string[] })[];
}

export interface OwnPlacesParts {
  readonly database: Database;
  readonly access: Pick<AccessService, "listWorkspaceIds">;
}

/**
 * Where the caller takes part. A token that is bound to workspaces knows of no others, and of no organizations but theirs.
 * Shared workspaces of others are not here: one cannot work in them.
 */
export async function listOwnPlaces({ database, access }: OwnPlacesParts, caller: Caller): Promise<readonly OwnPlace[]> {
  const { query } = database;
  const boundTo = caller.kind === "token" ? caller.boundTo : null;
  const ids = (await access.listWorkspaceIds(caller.userId)).filter((id) => boundTo === null || boundTo.includes(id));
  const [organizations, workspaces, rolesOf] = [
    await listOwnOrganizations(query, caller.userId),
    await listWorkspacesById(query, ids),
    await readRoles(database, caller.userId),
  ];
  const places = organizations.map((organization) => ({
    organization,
    workspaces: workspaces
      .filter(({ organizationId }) => organizationId === organization.id)
      .map((workspace) => ({ ...workspace, roles: organization.role === "owner" ? ["owner"] : rolesOf(workspace.id) })),
  }));
  return boundTo === null ? places : places.filter(({ workspaces: own }) => own.length > 0);
}

async function readRoles({ query }: Database, userId: UserId): Promise<(workspaceId: number) => readonly string[]> {
  const roles = Map.groupBy(await listOwnRoles(query, userId), ({ workspaceId }) => workspaceId);
  return (workspaceId) => namesOf(roles.get(workspaceId) ?? []);
}

// The strongest first, then custom ones. A custom role that is gone gives nothing, so it is not named.
function namesOf(roles: readonly StoredRole[]): readonly string[] {
  const given = new Set(roles.map(({ role }) => role));
  const custom = roles.flatMap(({ role, customName }) => (isBuiltInRole(role) || customName === null ? [] : [customName]));
  return [...builtInRoles.filter((role) => given.has(role)), ...new Set(custom.toSorted())];
}
