import type { Organization, OrganizationQuotas } from "@postern/contracts";
import type { Limits } from "@postern/domain";
import { avatarUrl } from "../../http/avatar-url.ts";
import { toIso } from "../../http/iso-time.ts";
import type { OrganizationOf } from "./service.ts";

export function toOrganization(row: OrganizationOf): Organization {
  return {
    orgId: row.id,
    name: row.name,
    fullName: row.full_name,
    description: row.description,
    location: row.location,
    website: row.website,
    logoId: row.logo_id,
    logoUrl: avatarUrl(row.logo_id),
    memberId: row.memberId,
    memberRole: row.memberRole,
    type: null,
    lastUpdated: toIso(row.updated_at),
  };
}

/** Null is "no limit": most of what the public API counts is not limited here, or not here at all. */
export function toQuotas({ members, workspaces, teams, participants, customRoles, activeRuns }: Limits): OrganizationQuotas {
  return {
    maxMembers: members,
    maxWorkspaces: workspaces,
    maxTeams: teams,
    maxParticipantsPerWorkspace: participants,
    maxCustomRolesPerOrg: customRoles,
    maxRuns: activeRuns,
    maxRunHistory: null,
    maxPipelinesPerWorkspace: null,
    maxLabelsPerWorkspace: null,
    maxDatasetsPerWorkspace: null,
    maxVersionsPerDataset: null,
    maxDataStudiosRunning: null,
    maxFusionThroughputBytes: null,
    maxSeqeraComputeComputeEnvs: null,
  };
}
