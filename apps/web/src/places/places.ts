import type { ListWorkspacesAndOrgResponse, OrgAndWorkspace } from "@postern/contracts";
import type { WorkspaceScope } from "../paths.ts";

export interface WorkspaceEntry {
  readonly workspaceId: number;
  readonly name: string;
  readonly fullName: string;
  /** What one is in it, the highest first. */
  readonly roles: readonly string[];
}

export interface OrganizationEntry {
  readonly orgId: number;
  readonly name: string;
  readonly role: string | undefined;
  readonly workspaces: readonly WorkspaceEntry[];
}

/** Everywhere that somebody may go. */
export interface Places {
  readonly userName: string;
  readonly hasPersonal: boolean;
  readonly organizations: readonly OrganizationEntry[];
}

/** The rows of the public API as a tree, by name. */
export function organizationsOf({ orgsAndWorkspaces: rows }: ListWorkspacesAndOrgResponse): readonly OrganizationEntry[] {
  const heads = new Map<number, OrgAndWorkspace>();
  for (const row of rows) if (row.workspaceId === null || !heads.has(row.orgId)) heads.set(row.orgId, row);
  return [...heads.values()].map((head) => organizationOf(head, rows)).sort(byName);
}

function organizationOf(head: OrgAndWorkspace, rows: readonly OrgAndWorkspace[]): OrganizationEntry {
  return {
    orgId: head.orgId,
    name: head.orgName,
    role: head.workspaceId === null ? head.roles[0] : undefined,
    workspaces: rows.flatMap((row) => (row.orgId === head.orgId ? workspaceOf(row) : [])).sort(byName),
  };
}

function workspaceOf(row: OrgAndWorkspace): readonly WorkspaceEntry[] {
  if (row.workspaceId === null || row.workspaceName === null) return [];
  const { workspaceId, workspaceName: name, workspaceFullName, roles } = row;
  return [{ workspaceId, name, fullName: workspaceFullName ?? name, roles }];
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => a.name.localeCompare(b.name);

/** The address part of a workspace in the tree. */
export const workspaceScope = (organization: OrganizationEntry, workspace: WorkspaceEntry): WorkspaceScope => ({
  kind: "workspace",
  orgId: organization.orgId,
  orgName: organization.name,
  workspaceId: workspace.workspaceId,
  workspaceName: workspace.name,
});
