import { segment } from "./segment.ts";

/** Addresses of the pages of an organization. */
export const organizationPaths = {
  newOrganization: () => "/orgs/new",
  /** `section` is one of its pages, such as `members`; its workspaces when there is none. */
  organization: (orgName: string, section = "") => `/orgs/${segment(orgName)}${section === "" ? "" : `/${section}`}`,
  members: (orgName: string) => `/orgs/${segment(orgName)}/members`,
  teams: (orgName: string) => `/orgs/${segment(orgName)}/teams`,
  team: (orgName: string, teamId: number) => `/orgs/${segment(orgName)}/teams/${String(teamId)}`,
  managedIdentities: (orgName: string) => `/orgs/${segment(orgName)}/managed-identities`,
  managedIdentity: (orgName: string, id: string) => `/orgs/${segment(orgName)}/managed-identities/${segment(id)}`,
  collaborators: (orgName: string) => `/orgs/${segment(orgName)}/collaborators`,
  roles: (orgName: string) => `/orgs/${segment(orgName)}/roles`,
  newRole: (orgName: string) => `/orgs/${segment(orgName)}/roles/new`,
  role: (orgName: string, roleName: string) => `/orgs/${segment(orgName)}/roles/${segment(roleName)}`,
  organizationAudit: (orgName: string) => `/orgs/${segment(orgName)}/audit`,
  organizationSettings: (orgName: string) => `/orgs/${segment(orgName)}/settings`,
} as const;
