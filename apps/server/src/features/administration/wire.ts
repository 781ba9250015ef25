import type { AdministeredOrganization as OrganizationOnWire, AdministeredWorkspace as WorkspaceOnWire } from "@postern/contracts";
import { toIso } from "../../http/iso-time.ts";
import type { AdministeredOrganization, AdministeredWorkspace } from "./service.ts";

export function toAdministeredOrganization({ id, createdAt, owners, ...rest }: AdministeredOrganization): OrganizationOnWire {
  return { orgId: id, ...rest, owners: [...owners], createdAt: toIso(createdAt) };
}

export function toAdministeredWorkspace(row: AdministeredWorkspace): WorkspaceOnWire {
  const { id, organizationId, organizationName, createdAt, ...rest } = row;
  return { workspaceId: id, orgId: organizationId, orgName: organizationName, ...rest, createdAt: toIso(createdAt) };
}
