import { allPermissions } from "@postern/domain";
import type { OrganizationId, OrganizationRole, PermissionSet, WorkspaceId } from "@postern/domain";

/** What belongs to one person and no organization. Its person may do everything there. */
export interface PersonalPlace {
  readonly kind: "personal";
  readonly workspaceId: null;
  readonly organizationId: null;
  readonly permissions: PermissionSet;
}

/** A workspace that the caller may see, with what they may do there. */
export interface WorkspacePlace {
  readonly kind: "workspace";
  readonly workspaceId: WorkspaceId;
  readonly organizationId: OrganizationId;
  /** `organization/workspace`. */
  readonly name: string;
  readonly permissions: PermissionSet;
  /** Whether everybody who may launch may also cancel and delete runs of others. */
  readonly launchersEndRuns: boolean;
}

/** An organization that the caller may see. */
export interface OrganizationPlace {
  readonly kind: "organization";
  readonly organizationId: OrganizationId;
  readonly name: string;
  /** `undefined` for an administrator of the server who does not belong to it. */
  readonly role: OrganizationRole | undefined;
}

/** Where runs, credentials and environments live. */
export type WorkPlace = PersonalPlace | WorkspacePlace;
export type Place = WorkPlace | OrganizationPlace;

export const personalPlace: PersonalPlace = { kind: "personal", workspaceId: null, organizationId: null, permissions: allPermissions };

/** Finds what a person may do where. A place that they may not see is not found, like one that does not exist. */
export interface PlaceFinder {
  findWorkspace(userId: number, workspaceId: number): Promise<WorkspacePlace | undefined>;
  findOrganization(userId: number, organizationId: number): Promise<OrganizationPlace | undefined>;
}

/** What people call a place, in the members of the public API. */
export function namesOf(place: WorkPlace): { readonly orgName: string | null; readonly workspaceName: string | null } {
  if (place.kind === "personal") return { orgName: null, workspaceName: null };
  // No name holds a slash.
  const [orgName = null, workspaceName = null] = place.name.split("/");
  return { orgName, workspaceName };
}
