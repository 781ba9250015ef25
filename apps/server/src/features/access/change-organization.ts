import type { Database, Query } from "@postern/database";
import { AppError, intersect, mayInOrganization } from "@postern/domain";
import type { OrganizationPermission, Permission, PermissionSet, UserId } from "@postern/domain";
import type { OrganizationActor, WorkspaceActor } from "../../http/caller.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import * as store from "./store.ts";

/** What a change needs of the access service. */
export interface PlaceKeeper {
  holdOrganization(query: Query, organizationId: number): Promise<unknown>;
  holdWorkspace(query: Query, workspaceId: number): Promise<unknown>;
  findRights(userId: number, workspaceId: number, query: Query): Promise<{ readonly permissions: PermissionSet } | undefined>;
  changed(change: { readonly organizationId: number; readonly userIds?: readonly UserId[] }): Promise<void>;
}

export interface ChangeParts<Keeper extends PlaceKeeper = PlaceKeeper> {
  readonly database: Database;
  readonly audit: AuditService;
  readonly access: Keeper;
}

/** What a change has done, and how it is told. */
export interface Changed<Result> {
  readonly result: Result;
  /** Without one nothing has changed. The place is added here, and the actor where none is named. */
  readonly entries: readonly (Omit<AuditEntry, "actor"> & Partial<AuditEntry>)[];
  /** Those whom the change has put out of the organization. */
  readonly gone?: readonly UserId[];
}

/**
 * One change of who belongs to an organization, and what they may do in it. The organization is held, and the actor is judged by
 * what is stored now: the guard of the route may have looked up to a second ago.
 *
 * @throws organization.not_found · auth.permission_missing
 */
export async function changeOrganization<Result>(
  parts: ChangeParts,
  { actor, permission }: { readonly actor: OrganizationActor; readonly permission: OrganizationPermission },
  change: (query: Query) => Promise<Changed<Result>>,
): Promise<Result> {
  const { organizationId, name } = actor.organization;
  return act(parts, { actor: actor.userId, organizationId, workspaceId: null }, async (query) => {
    await parts.access.holdOrganization(query, organizationId);
    const member = await store.findMember(query, { organizationId, userId: actor.userId });
    if (member === undefined) throw new AppError("organization.not_found", `Organization ${String(organizationId)} not found.`);
    if (mayInOrganization(member.role, permission)) return change(query);
    throw new AppError("auth.permission_missing", `You need the permission ${permission} in the organization ${name}.`, { permission });
  });
}

export interface WorkspaceChange {
  readonly query: Query;
  /** What the actor may do now, within what their token carries. */
  readonly own: PermissionSet;
}

/**
 * The same for one change of who takes part in a workspace.
 *
 * @throws workspace.not_found · auth.permission_missing
 */
export async function changeWorkspace<Result>(
  parts: ChangeParts,
  { actor, permission }: { readonly actor: WorkspaceActor; readonly permission: Permission },
  change: (asked: WorkspaceChange) => Promise<Changed<Result>>,
): Promise<Result> {
  const { workspaceId, organizationId, name, permissions } = actor.place;
  return act(parts, { actor: actor.userId, organizationId, workspaceId }, async (query) => {
    await parts.access.holdWorkspace(query, workspaceId);
    const rights = await parts.access.findRights(actor.userId, workspaceId, query);
    const own = intersect(rights?.permissions ?? new Set(), permissions);
    if (own.size === 0)
      throw new AppError("workspace.not_found", `Workspace ${String(workspaceId)} not found.`, { fields: ["workspaceId"] });
    if (own.has(permission)) return change({ query, own });
    throw new AppError("auth.permission_missing", `You need the permission ${permission} in the workspace ${name}.`, { permission });
  });
}

type Base = Pick<AuditEntry, "actor"> & { readonly organizationId: number; readonly workspaceId: number | null };

async function act<Result>(parts: ChangeParts, base: Base, change: (query: Query) => Promise<Changed<Result>>): Promise<Result> {
  const { result, entries, gone } = await parts.database.transaction(async ({ query }) => {
    const changed = await change(query);
    // Last, because the trail of the whole server is one chain: whoever adds to it holds it until the end.
    for (const entry of changed.entries) await parts.audit.record(query, { ...base, ...entry });
    return changed;
  });
  const { organizationId } = base;
  if (entries.length > 0) await parts.access.changed({ organizationId, ...(gone === undefined ? {} : { userIds: gone }) });
  return result;
}
