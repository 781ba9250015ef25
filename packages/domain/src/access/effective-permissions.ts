import { builtInRoles, isAtLeast } from "./built-in-roles.ts";
import type { BuiltInRole } from "./built-in-roles.ts";
import { allPermissions, isCovered, leastRole, permissions } from "./permissions.ts";
import type { Permission, PermissionSet } from "./permissions.ts";

/** A role that somebody made for an organization. */
export interface CustomRole {
  readonly name: string;
  readonly permissions: PermissionSet;
}

/** What a person was given in a workspace, by themselves or through a team. */
export type GrantedRole = BuiltInRole | CustomRole;

const permissionsOfRole: Readonly<Record<BuiltInRole, PermissionSet>> = Object.fromEntries(
  builtInRoles.map((role) => [role, new Set(permissions.filter((permission) => isAtLeast(role, leastRole[permission])))]),
) as unknown as Record<BuiltInRole, PermissionSet>;

/** What a role may do. */
export function permissionsOf(role: GrantedRole): PermissionSet {
  return typeof role === "string" ? permissionsOfRole[role] : role.permissions;
}

/**
 * What somebody may do in a workspace: all that any of their roles may. Built-in roles contain each other, so of these the
 * highest wins. An owner of the organization may do everything in each of its workspaces.
 */
export function effectivePermissions(grants: {
  readonly isOrganizationOwner: boolean;
  readonly roles: readonly GrantedRole[];
}): PermissionSet {
  if (grants.isOrganizationOwner) return allPermissions;
  return new Set(grants.roles.flatMap((role) => [...permissionsOf(role)]));
}

/** Whether somebody who may do `own` may give away or take back a role: nobody hands out more than they have. */
export function canGrant(own: PermissionSet, role: GrantedRole): boolean {
  return isCovered(permissionsOf(role), own);
}

/** What `role` has and `own` lacks, for the message of a refusal. */
export function missingToGrant(own: PermissionSet, role: GrantedRole): readonly Permission[] {
  return [...permissionsOf(role)].filter((permission) => !own.has(permission)).sort();
}
