import type { Database } from "@postern/database";
import type { Clock, Limits } from "@postern/domain";
import type { AccessService } from "./features/access/service.ts";
import { AdministrationService } from "./features/administration/service.ts";
import type { AuditService } from "./features/audit/service.ts";
import { removeManagedIdentities } from "./features/managed-identities/wipe-keys.ts";
import type { MemberService } from "./features/members/service.ts";
import { OrganizationService } from "./features/organizations/service.ts";
import { WorkspaceService } from "./features/workspaces/service.ts";
import type { WorkspaceParts } from "./features/workspaces/service.ts";

export interface PlacesParts extends Pick<WorkspaceParts, "runs" | "environments" | "credentials" | "labels"> {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly access: AccessService;
  readonly members: MemberService;
  readonly limits: Limits;
  readonly founders: "everybody" | "administrators";
}

/** Makes the parts that know which organizations and workspaces there are. */
export function composePlaces(parts: PlacesParts) {
  const workspaces = new WorkspaceService(parts);
  const organizations = new OrganizationService({ ...parts, workspaces, removeManagedIdentities });
  const administration = new AdministrationService(parts);
  return { workspaces, organizations, administration };
}
