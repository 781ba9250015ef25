/** Addresses for those who run the server. */
export const administrationPaths = {
  administration: () => "/admin",
  accounts: () => "/admin/users",
  allOrganizations: () => "/admin/organizations",
  allWorkspaces: () => "/admin/workspaces",
  unseal: () => "/unseal",
  masterKeys: () => "/admin/keys",
  audit: () => "/admin/audit",
} as const;
