/** What somebody is in an organization. A collaborator is an outsider who was let into single workspaces. */
export const organizationRoles = ["owner", "member", "collaborator"] as const;
export type OrganizationRole = (typeof organizationRoles)[number];

const rolesWith = {
  /** See the organization itself, and those of its workspaces that one takes part in. */
  "organization:read": ["owner", "member", "collaborator"],
  /** See its members, teams and roles. */
  "organization_people:read": ["owner", "member"],
  /** Change it, its members, teams, roles and workspaces. */
  "organization:write": ["owner"],
  /** Put there what is only one's own, such as a key. */
  "organization_self:write": ["owner", "member", "collaborator"],
  "organization_self:delete": ["owner", "member", "collaborator"],
} as const satisfies Record<string, readonly OrganizationRole[]>;

export type OrganizationPermission = keyof typeof rolesWith;

export const organizationPermissions = Object.keys(rolesWith) as OrganizationPermission[];

export function isOrganizationPermission(text: string): text is OrganizationPermission {
  return Object.hasOwn(rolesWith, text);
}

export function mayInOrganization(role: OrganizationRole, permission: OrganizationPermission): boolean {
  return (rolesWith[permission] as readonly OrganizationRole[]).includes(role);
}
