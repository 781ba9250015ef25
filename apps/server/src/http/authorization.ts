import { AppError, intersect, isOrganizationPermission, isPermission, mayInOrganization, permissionsOfToken } from "@postern/domain";
import type { OrganizationPermission, Permission } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import type { AccessRule } from "./access.ts";
import { isAdministering } from "./caller.ts";
import type { Caller, TokenCaller } from "./caller.ts";
import { readId } from "./path-ids.ts";
import { personalPlace } from "./place.ts";
import type { OrganizationPlace, Place, PlaceFinder, WorkspacePlace } from "./place.ts";

export interface AuthorizationParts {
  readonly places: PlaceFinder;
  readonly hasPersonalWorkspaces: boolean;
}

/**
 * Holds a caller against the rule of a route, and says where they act: `undefined` for routes that belong to no place.
 *
 * @throws workspace.not_found · organization.not_found for a place that is not there or not theirs to see: the same words for both.
 * @throws auth.permission_missing · auth.token_scope · auth.forbidden
 */
export async function authorize(request: FastifyRequest, rule: AccessRule, parts: AuthorizationParts): Promise<Place | undefined> {
  const { caller } = request;
  if (caller === undefined || rule === "public") return undefined;
  refuseWrongKind(rule, caller);
  if (caller.kind === "token") refuseNarrowToken(rule, caller);
  if (rule === "administrator") refuseOthers(caller);
  if (isPermission(rule)) return authorizeInWorkspace(request, rule, { caller, ...parts });
  if (isOrganizationPermission(rule)) return authorizeInOrganization(request, rule, { caller, ...parts });
  return undefined;
}

interface Asked extends AuthorizationParts {
  readonly caller: Caller;
}

async function authorizeInWorkspace(request: FastifyRequest, permission: Permission, asked: Asked): Promise<Place> {
  const { caller, places } = asked;
  const workspaceId = readId(request, "workspaceId");
  if (workspaceId === undefined) return authorizeAtHome(permission, asked);
  const place = await places.findWorkspace(caller.userId, workspaceId);
  const organizationId = readId(request, "orgId");
  const isElsewhere = organizationId !== undefined && place?.organizationId !== organizationId;
  if (place === undefined || isElsewhere || isOutOfBounds(caller, place)) throw workspaceNotFound(workspaceId);
  refuseMissing(place, permission);
  if (caller.kind !== "token") return place;
  const carried = permissionsOfToken(caller.access);
  if (!carried.has(permission)) throw tokenTooNarrow(caller, permission);
  return { ...place, permissions: intersect(place.permissions, carried) };
}

function authorizeAtHome(permission: Permission, { caller, hasPersonalWorkspaces }: Asked): Place {
  if (!hasPersonalWorkspaces) {
    throw new AppError("workspace.personal_off", "Personal workspaces are switched off here. Name a workspace.", {
      fields: ["workspaceId"],
    });
  }
  if (caller.kind !== "token") return personalPlace;
  if (caller.boundTo !== null) throw new AppError("auth.token_scope", "The token is bound to other workspaces than your personal one.");
  const permissions = permissionsOfToken(caller.access);
  if (!permissions.has(permission)) throw tokenTooNarrow(caller, permission);
  return { ...personalPlace, permissions };
}

async function authorizeInOrganization(
  request: FastifyRequest,
  permission: OrganizationPermission,
  { caller, places }: Asked,
): Promise<Place | undefined> {
  const organizationId = readId(request, "orgId");
  // Built-in things belong to no organization and are shown to everybody; nothing is changed without a name.
  if (organizationId === undefined && permission.endsWith(":read")) return undefined;
  if (organizationId === undefined) throw new AppError("request.invalid", "orgId is missing.", { fields: ["orgId"] });
  const place = ifSeen(caller, await places.findOrganization(caller.userId, organizationId));
  if (place === undefined) throw new AppError("organization.not_found", `Organization ${String(organizationId)} not found.`);
  const mayLook = place.role === undefined && permission.endsWith(":read");
  if (mayLook || (place.role !== undefined && mayInOrganization(place.role, permission))) return place;
  throw new AppError("auth.permission_missing", `You need the permission ${permission} in the organization ${place.name}.`, { permission });
}

// Who does not belong to it sees it as one who runs the server, or not at all.
function ifSeen(caller: Caller, place: OrganizationPlace | undefined): OrganizationPlace | undefined {
  return place?.role === undefined && !isAdministering(caller) ? undefined : place;
}

function refuseWrongKind(rule: AccessRule, caller: Caller): void {
  if (rule === "telemetry" && caller.kind === "session") {
    throw new AppError("auth.forbidden", "Telemetry is written with an access token.");
  }
  if (rule === "session" && caller.kind !== "session") throw new AppError("auth.forbidden", "Only a signed-in browser may do this.");
  if (rule !== "telemetry" && caller.kind === "run") {
    throw new AppError("auth.forbidden", "The token of a run may only write the telemetry of that run.");
  }
}

// What a token carries of the rights outside workspaces. Permissions of workspaces are looked at when the workspace is known.
function refuseNarrowToken(rule: AccessRule, caller: TokenCaller): void {
  if (!carriesRule(rule, caller)) throw tokenTooNarrow(caller, rule);
}

function carriesRule(rule: AccessRule, { access, boundTo }: TokenCaller): boolean {
  const isFull = access === "full" && boundTo === null;
  if (isOrganizationPermission(rule)) return isFull || (access !== "agent" && boundTo === null && rule.endsWith(":read"));
  switch (rule) {
    case "user:write":
    case "administrator":
      return isFull;
    case "user":
      return access !== "agent";
    case "telemetry":
      return permissionsOfToken(access).has("workflow:write");
    default:
      return true;
  }
}

function refuseOthers(caller: Caller): void {
  if (caller.kind !== "run" && caller.isAdministrator) return;
  throw new AppError("auth.forbidden", "Only an administrator of this server may do this.");
}

function refuseMissing(place: WorkspacePlace, permission: Permission): void {
  if (place.permissions.has(permission)) return;
  throw new AppError("auth.permission_missing", `You need the permission ${permission} in the workspace ${place.name}.`, { permission });
}

function isOutOfBounds(caller: Caller, place: WorkspacePlace): boolean {
  return caller.kind === "token" && caller.boundTo !== null && !caller.boundTo.includes(place.workspaceId);
}

function tokenTooNarrow({ access, boundTo }: TokenCaller, wanted: string): AppError {
  const kind = access === "full" && boundTo !== null ? "bound to workspaces" : `of the kind "${access}"`;
  return new AppError("auth.token_scope", `The token is ${kind}: it does not carry ${wanted}.`, { permission: wanted });
}

/** The same for a workspace that is not there and one that the caller may not see. */
function workspaceNotFound(workspaceId: number): AppError {
  return new AppError("workspace.not_found", `Workspace ${String(workspaceId)} not found.`, { fields: ["workspaceId"] });
}
