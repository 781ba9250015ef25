import type { EffectiveRole } from "@postern/contracts";
import { effectivePermissions, isBuiltInRole, isPermission } from "@postern/domain";
import type { GrantedRole } from "@postern/domain";
import type { MockMember, MockOrganization, MockWorkspace } from "./world.ts";

export const memberOf = (organization: MockOrganization, userId: number): MockMember | undefined =>
  organization.members.find((one) => one.userId === userId);

/** What somebody is in a workspace, and through what. */
export function rolesIn(organization: MockOrganization, workspace: MockWorkspace, userId: number): readonly EffectiveRole[] {
  const member = memberOf(organization, userId);
  if (member === undefined) return [];
  const owner: EffectiveRole = { name: "owner", source: "owner", teamId: null, teamName: null };
  const granted = workspace.participants.flatMap((one): readonly EffectiveRole[] => {
    if (one.memberId === member.memberId) return [{ name: one.role, source: "direct", teamId: null, teamName: null }];
    const team = organization.teams.find((each) => each.teamId === one.teamId && each.memberIds.includes(member.memberId));
    return team === undefined ? [] : [{ name: one.role, source: "team", teamId: team.teamId, teamName: team.name }];
  });
  return member.role === "owner" ? [owner, ...granted] : granted;
}

export function permissionsIn(organization: MockOrganization, workspace: MockWorkspace, userId: number): readonly string[] {
  const roles = rolesIn(organization, workspace, userId);
  const isOrganizationOwner = roles.some((role) => role.source === "owner");
  return [...effectivePermissions({ isOrganizationOwner, roles: roles.map(({ name }) => grantedRole(organization, name)) })].sort();
}

function grantedRole(organization: MockOrganization, name: string): GrantedRole {
  if (isBuiltInRole(name)) return name;
  const custom = organization.roles.find((one) => one.name === name);
  return { name, permissions: new Set((custom?.permissions ?? []).filter(isPermission)) };
}

/** Owners see every workspace, others those that they take part in or that are shared. */
export function isVisible(organization: MockOrganization, workspace: MockWorkspace, userId: number): boolean {
  const member = memberOf(organization, userId);
  if (member === undefined) return false;
  if (member.role === "member" && workspace.visibility === "SHARED") return true;
  return rolesIn(organization, workspace, userId).length > 0;
}
