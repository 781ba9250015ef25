import type { OrgAndWorkspace, Workspace, WorkspaceListEntry } from "@postern/contracts";
import { avatarUrl } from "../../http/avatar-url.ts";
import { toIso } from "../../http/iso-time.ts";
import type { OwnPlace, StoredWorkspace } from "./service.ts";

export function toWorkspaceListEntry({ id, name, full_name, description, visibility }: StoredWorkspace): WorkspaceListEntry {
  return { id, name, fullName: full_name, description, visibility };
}

export function toWorkspace(row: StoredWorkspace): Workspace {
  return { ...toWorkspaceListEntry(row), dateCreated: toIso(row.created_at), lastUpdated: toIso(row.updated_at) };
}

/** A row for the organization itself, by which clients find it, and one for each workspace. */
export function toOrgsAndWorkspaces({ organization, workspaces }: OwnPlace): readonly OrgAndWorkspace[] {
  const row = { orgId: organization.id, orgName: organization.name, orgLogoUrl: avatarUrl(organization.logoId), orgType: null };
  const itself = { workspaceId: null, workspaceName: null, workspaceFullName: null, visibility: null, roles: [organization.role] };
  const inside = workspaces.map(({ id, name, fullName, visibility, roles }) => ({
    ...row,
    ...{ workspaceId: id, workspaceName: name, workspaceFullName: fullName, visibility, roles: [...roles] },
  }));
  return [{ ...row, ...itself }, ...inside];
}
