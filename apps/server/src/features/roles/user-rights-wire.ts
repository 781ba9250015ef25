import type { EffectivePermissionsResponse, ListUserRolesResponse, UserWorkspaceRole, UserWorkspaceRoles } from "@postern/contracts";
import { permissions } from "@postern/domain";
import type { WorkspacePlace } from "../../http/place.ts";
import { toMember } from "../members/wire.ts";
import type { HeldRole, UserRights, UserRightsService, WorkspaceRightsOf } from "./user-rights.ts";

export function toEffectivePermissions({ member, roles }: UserRights, place: WorkspacePlace): EffectivePermissionsResponse {
  return {
    userId: member.userId,
    userName: member.userName,
    orgId: place.organizationId,
    orgRole: member.role,
    workspaceId: place.workspaceId,
    roles: roles.map(({ name, source }) => ({ name, source: source.kind, ...teamOf(source) })),
    permissions: permissions.filter((permission) => roles.some((role) => role.permissions.has(permission))),
  };
}

export function toUserRoles({ member, workspaces }: Awaited<ReturnType<UserRightsService["inOrganization"]>>): ListUserRolesResponse {
  return { user: toMember(member), userWorkspaces: workspaces.map(toWorkspaceRoles) };
}

function toWorkspaceRoles({ workspaceId, workspaceName, roles }: WorkspaceRightsOf): UserWorkspaceRoles {
  const giving = permissions.map((permission) => ({
    permission,
    roles: namesOf(roles.filter((role) => role.permissions.has(permission))),
  }));
  return { workspaceId, workspaceName, roles: roles.map(toWorkspaceRole), permissions: giving.filter((entry) => entry.roles.length > 0) };
}

// The public API knows two sources; there the owners of an organization are a team of the system.
function toWorkspaceRole({ name, source }: HeldRole): UserWorkspaceRole {
  const { teamId, teamName } = teamOf(source);
  return {
    role: name,
    roleSourceType: source.kind === "direct" ? "individual" : "team",
    sourceTeamId: teamId,
    sourceTeamName: teamName,
    sourceTeamType: source.kind === "direct" ? null : source.kind === "team" ? "regular" : "system_owners",
  };
}

function teamOf(source: HeldRole["source"]): { teamId: number | null; teamName: string | null } {
  return source.kind === "team" ? { teamId: source.teamId, teamName: source.teamName } : { teamId: null, teamName: null };
}

function namesOf(roles: readonly HeldRole[]): string[] {
  return [...new Set(roles.map(({ name }) => name))];
}
